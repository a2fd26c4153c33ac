using System.Collections.Concurrent;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Recording;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Where the histories that programs send stand here. Where no text is stored they are known in memory only, the newest of them.</summary>
internal sealed class KnownHistories(IDatabase database, Settings settings)
{
    private const int MostHeld = 10_000;

    /// <summary>Most histories go on from one of their last turns.</summary>
    private const int AskedAtOnce = 16;

    private readonly ConcurrentDictionary<(string OwnerId, string Hash), KnownHistory> _held = new();
    private readonly ConcurrentQueue<(string OwnerId, string Hash)> _inOrder = new();

    /// <summary>False: what passes is shown to whoever looks, and that is all.</summary>
    public bool TextsAreStored => settings.PersistTranscripts;

    /// <summary>What the hashes of an owner are keyed with.</summary>
    public async Task<byte[]> KeyAsync(string ownerId)
    {
        await using var db = await database.ReadAsync(CancellationToken.None);
        return await RecordedTurns.KeyAsync(db, ownerId);
    }

    /// <summary>The longest beginning of a history that is known, and how many turns it has.</summary>
    /// <param name="within">Only those of this conversation.</param>
    public async Task<(KnownHistory Known, int Length)?> FindAsync(string ownerId, TalkHistory history, Guid? within)
    {
        await using var db = TextsAreStored ? await database.ReadAsync(CancellationToken.None) : null;
        foreach (var beginnings in history.Beginnings.Chunk(AskedAtOnce))
        {
            IReadOnlyList<string> hashes = [.. beginnings.Select(one => one.Hash)];
            var known = db is null
                ? [.. hashes.Select(hash => _held.GetValueOrDefault((ownerId, hash))).OfType<KnownHistory>()]
                : await RecordedTurns.FindAsync(db, ownerId, hashes);
            var found = beginnings
                .Select(one => (Known: known.FirstOrDefault(history => history.Hash == one.Hash && (within is null || history.ConversationId == within)), one.Length))
                .FirstOrDefault(one => one.Known is not null);
            if (found.Known is not null)
            {
                return (found.Known, found.Length);
            }
        }

        return null;
    }

    /// <summary>Whether anything of the owner was purged at this time or later.</summary>
    public async Task<bool> ArePurgedSinceAsync(string ownerId, DateTimeOffset at)
    {
        await using var db = await database.ReadAsync(CancellationToken.None);
        return await PurgeReceipts.AreSinceAsync(db, ownerId, at);
    }

    /// <summary>By these the next request goes on with it.</summary>
    /// <param name="forgotten">By this it is not known any more.</param>
    public static async ValueTask NoteAsync(DatabaseScope db, string ownerId, IReadOnlyList<KnownHistory> known, string? forgotten = null)
    {
        await RecordedTurns.NoteAsync(db, ownerId, known);
        if (forgotten is not null)
        {
            await RecordedTurns.ForgetAsync(db, ownerId, forgotten);
        }
    }

    /// <summary>The same where no text is stored; elsewhere there is nothing to do.</summary>
    public void Hold(string ownerId, IReadOnlyList<KnownHistory> known)
    {
        if (TextsAreStored)
        {
            return;
        }

        foreach (var history in known)
        {
            _held[(ownerId, history.Hash)] = history;
            _inOrder.Enqueue((ownerId, history.Hash));
        }

        while (_inOrder.Count > MostHeld && _inOrder.TryDequeue(out var oldest))
        {
            _held.TryRemove(oldest, out _);
        }
    }
}
