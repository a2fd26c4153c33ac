using System.Collections.Concurrent;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>
/// What each owner has removed from texts. It is kept here, and made sure of by its revision, which each transaction reads, and each statement that
/// reads what is shown: a switch that was turned on any node holds for the very next write, and for what is read next.
/// </summary>
public sealed class OwnerRedactions(IDatabase database)
{
    private readonly ConcurrentDictionary<string, RedactionPolicy> _known = new(StringComparer.Ordinal);

    /// <summary>Makes what is to be written before its transaction begins, because redacting a long text takes time.</summary>
    /// <exception cref="NotRecordedException">It passed through the proxy, and its owner has not agreed to have it stored.</exception>
    public async ValueTask<Redacted<T>> PrepareAsync<T>(CurrentUser user, Func<RedactionPolicy, T> make, CancellationToken cancellationToken) =>
        new(this, user, await AssumeAsync(user, cancellationToken), make);

    /// <summary>What is assumed to hold; that somebody refused is no guess.</summary>
    private async ValueTask<RedactionPolicy> AssumeAsync(CurrentUser user, CancellationToken cancellationToken) =>
        (user.IsRecorder ? await CurrentAsync(user.Id, cancellationToken) : await LastKnownAsync(user.Id, cancellationToken)).For(user);

    /// <summary>What held when it was last looked at.</summary>
    public async ValueTask<RedactionPolicy> LastKnownAsync(string ownerId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(ownerId, out var known))
        {
            return known;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        return await ReadAsync(db, ownerId);
    }

    /// <summary>The same without a look into the database; null when this node has never looked.</summary>
    public RedactionPolicy? LastKnown(string ownerId) => _known.GetValueOrDefault(ownerId);

    /// <summary>What holds now.</summary>
    public async ValueTask<RedactionPolicy> CurrentAsync(string ownerId, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await NowAsync(db, ownerId);
    }

    /// <summary>Null when this node does not know what the revision stands for.</summary>
    public RedactionPolicy? Known(string ownerId, long revision) =>
        _known.TryGetValue(ownerId, out var known) && known.Revision == revision ? known : null;

    /// <summary>What holds in a transaction that has read the revision.</summary>
    public async ValueTask<RedactionPolicy> AtAsync(DatabaseScope db, string ownerId, long revision) =>
        Known(ownerId, revision) ?? await ReadAsync(db, ownerId);

    /// <summary>What holds for who writes, in a transaction that has read the revision.</summary>
    /// <inheritdoc cref="PrepareAsync" path="/exception"/>
    public async ValueTask<RedactionPolicy> AtAsync(DatabaseScope db, CurrentUser user, long revision) =>
        (await AtAsync(db, user.Id, revision)).For(user);

    /// <summary>What holds in a transaction.</summary>
    public async ValueTask<RedactionPolicy> NowAsync(DatabaseScope db, string ownerId) =>
        await AtAsync(db, ownerId, await OwnerRedaction.ReadRevisionAsync(db, ownerId));

    private async ValueTask<RedactionPolicy> ReadAsync(DatabaseScope db, string ownerId) =>
        _known[ownerId] = RedactionPolicy.Of(await OwnerRedaction.ReadAsync(db, ownerId));
}

/// <summary>Something that is made to be written, without what its owner wants removed.</summary>
public sealed class Redacted<T>(OwnerRedactions redactions, CurrentUser user, RedactionPolicy assumed, Func<RedactionPolicy, T> make)
{
    private readonly T _made = make(assumed);

    /// <summary>By what holds now: made anew in the rare case that it is not what was assumed.</summary>
    /// <param name="revision">As the transaction has read it.</param>
    public async ValueTask<T> InAsync(DatabaseScope db, long revision) =>
        revision == assumed.Revision ? _made : make(await redactions.AtAsync(db, user, revision));

    /// <inheritdoc cref="InAsync(DatabaseScope, long)"/>
    public async ValueTask<T> InAsync(DatabaseScope db) => await InAsync(db, await OwnerRedaction.ReadRevisionAsync(db, user.Id));
}
