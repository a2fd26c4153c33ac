using System.Collections.Concurrent;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Recording;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Where the histories that programs send stand here. Where no text is stored they are known in memory only, the newest of them.</summary>
internal sealed class KnownHistories(IDatabase database, Settings settings)
{
    private const int MostHeld = 10_000;

    private readonly ConcurrentDictionary<(string OwnerId, string Hash), KnownHistory> _held = new();
    private readonly ConcurrentQueue<(string OwnerId, string Hash)> _inOrder = new();

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
        await using var db = settings.PersistTranscripts ? await database.ReadAsync(CancellationToken.None) : null;
        foreach (var (length, hash) in history.Beginnings)
        {
            var known = db is null ? _held.GetValueOrDefault((ownerId, hash)) : await RecordedTurns.FindAsync(db, ownerId, hash);
            if (known is not null && (within is null || known.ConversationId == within))
            {
                return (known, length);
            }
        }

        return null;
    }

    /// <summary>By these the next request goes on with it.</summary>
    public async Task NoteAsync(string ownerId, IReadOnlyList<KnownHistory> histories)
    {
        if (histories.Count == 0)
        {
            return;
        }

        if (!settings.PersistTranscripts)
        {
            Hold(ownerId, histories);
            return;
        }

        await database.WriteAsync(
            async db =>
            {
                await RecordedTurns.NoteAsync(db, ownerId, histories);
                return histories.Count;
            },
            CancellationToken.None);
    }

    /// <summary>It is not known by this any more.</summary>
    public async Task ForgetAsync(string ownerId, string hash)
    {
        _held.TryRemove((ownerId, hash), out _);
        if (settings.PersistTranscripts)
        {
            await database.WriteAsync(db => RecordedTurns.ForgetAsync(db, ownerId, hash), CancellationToken.None);
        }
    }

    private void Hold(string ownerId, IReadOnlyList<KnownHistory> histories)
    {
        foreach (var history in histories)
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
