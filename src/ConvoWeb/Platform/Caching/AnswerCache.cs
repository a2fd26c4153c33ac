using System.Collections.Concurrent;
using System.IO.Pipelines;
using ConvoWeb.Platform.Observability;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace ConvoWeb.Platform.Caching;

/// <summary>Which state of a conversation an answer shows: only an answer with exactly this tag is ever found.</summary>
public sealed record AnswerTag(long Version, string ETag);

/// <summary>The bytes that a GET sends as they are.</summary>
public sealed record Answer(AnswerTag Tag, byte[] Body);

/// <summary>
/// Whole answers to <c>GET</c> of one conversation, in memory and, with Redis, for all nodes. Who asks has checked that
/// the conversation is the reader's, and knows its tag from the database; so a change that nobody told of costs a read
/// and never a stale answer. (docs/decisions/cache.md)
/// </summary>
public sealed class AnswerCache(ISharedAnswers shared, TimeProvider clock, ConvoWebMetrics metrics) : IDisposable
{
    /// <summary>Larger answers are not kept; they are written as they are read.</summary>
    public const int MaxBytes = 1024 * 1024;

    public const long MaxMemory = 64 * 1024 * 1024;

    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions
    {
        SizeLimit = MaxMemory,
        TrackStatistics = true,
        Clock = new CacheClock(clock),
    });

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Answer?>> _readings = new();

    /// <summary>The last drop of each slot. Conversations share them by chance, which costs an answer that is not kept.</summary>
    private readonly Dropped[] _drops = [.. Enumerable.Repeat(new Dropped(Guid.Empty, 0), 4096)];

    /// <summary>Who was turned away from full memory, by the slot.</summary>
    private readonly int[] _turnedAway = new int[4096];

    /// <summary>To be called before the tag is read: what is dropped from here on is not kept by this request.</summary>
    public AnswerRequest Begin(string ownerId, Guid conversationId) =>
        new(ownerId, conversationId, clock.GetTimestamp(), Volatile.Read(ref LastDrop(conversationId)));

    /// <summary>
    /// From memory, else from Redis, else by <paramref name="write"/>, which runs once for all who ask at the same time and says
    /// what it wrote, or null when there is nothing to keep. When the answer is null, <paramref name="write"/> ran for
    /// this caller alone and what it wrote is in <paramref name="output"/>.
    /// </summary>
    public async ValueTask<Answer?> GetOrWriteAsync(
        AnswerRequest request, AnswerTag tag, Func<PipeWriter, Task<AnswerTag?>> write, PipeWriter output, CancellationToken cancellationToken)
    {
        if (InMemory(request, tag) is { } kept)
        {
            return kept;
        }

        var mine = new TaskCompletionSource<Answer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = _readings.GetOrAdd(request.ConversationId, mine);
        if (reading == mine)
        {
            return await ReadAsync(request, tag, write, output, mine, cancellationToken);
        }

        // Another state of it, too large to share, or given up by who read it: then everybody reads for themselves.
        var answer = await reading.Task.WaitAsync(cancellationToken);
        if (answer?.Tag == tag)
        {
            metrics.CacheRead(CacheSource.Memory);
            return answer;
        }

        metrics.CacheRead(CacheSource.Database);
        await write(output);
        return null;
    }

    /// <summary>Every state before <paramref name="version"/> is out of date, here and in Redis.</summary>
    public void Drop(string ownerId, Guid conversationId, long version)
    {
        // Deltas of a stream come by the hundred, and carry the version that it began with.
        ref var last = ref LastDrop(conversationId);
        if (Volatile.Read(ref last) is { } known && known.ConversationId == conversationId && known.Version >= version)
        {
            return;
        }

        Volatile.Write(ref last, new Dropped(conversationId, version));
        _memory.Remove(conversationId);
        shared.Drop(ownerId, conversationId, version);
    }

    /// <summary>It is gone: nothing of it may be kept, whatever was under way.</summary>
    public void Remove(string ownerId, Guid conversationId)
    {
        // A drop that is one of its own, because what comes after a return from the trash is to be kept again.
        Volatile.Write(ref LastDrop(conversationId), new Dropped(conversationId, 0));
        _memory.Remove(conversationId);
        shared.Drop(ownerId, conversationId, ISharedAnswers.Removed);
    }

    /// <summary>Changes may have been missed.</summary>
    public void Clear()
    {
        Array.Fill(_drops, new Dropped(Guid.Empty, 0));
        _memory.Clear();
    }

    public void Dispose() => _memory.Dispose();

    private async Task<Answer?> ReadAsync(
        AnswerRequest request,
        AnswerTag tag,
        Func<PipeWriter, Task<AnswerTag?>> write,
        PipeWriter output,
        TaskCompletionSource<Answer?> reading,
        CancellationToken cancellationToken)
    {
        Answer? answer = null;
        try
        {
            // It may have been kept since we looked.
            answer = InMemory(request, tag) ?? await InRedisAsync(request, tag);
            if (answer is null)
            {
                metrics.CacheRead(CacheSource.Database);
                using var collected = new AnswerWriter(output, MaxBytes, onTooLarge: () => reading.TrySetResult(null));
                var written = await write(collected);
                await collected.FlushAsync(cancellationToken);
                if (written is not null && collected.Take() is { } body)
                {
                    answer = new Answer(written, body);
                    if (TryKeep(request, answer))
                    {
                        shared.Store(request, answer);
                    }
                }
            }

            return answer;
        }
        finally
        {
            // Out of the way first, so that nobody joins what has ended.
            _readings.TryRemove(KeyValuePair.Create(request.ConversationId, reading));
            reading.TrySetResult(answer);
        }
    }

    private Answer? InMemory(AnswerRequest request, AnswerTag tag)
    {
        if (_memory.TryGetValue(request.ConversationId, out Answer? answer) && answer!.Tag == tag)
        {
            metrics.CacheRead(CacheSource.Memory);
            return answer;
        }

        return null;
    }

    private async ValueTask<Answer?> InRedisAsync(AnswerRequest request, AnswerTag tag)
    {
        if (await shared.FindAsync(request, tag) is not { } body)
        {
            return null;
        }

        metrics.CacheRead(CacheSource.Redis);
        var answer = new Answer(tag, body);
        TryKeep(request, answer);
        return answer;
    }

    /// <returns>Whether the answer is still that of now, in memory or not.</returns>
    private bool TryKeep(AnswerRequest request, Answer answer)
    {
        const int Overhead = 256;
        if (!HasRoomFor(request.ConversationId))
        {
            return Volatile.Read(ref LastDrop(request.ConversationId)) == request.LastDrop;
        }

        using (var entry = _memory.CreateEntry(request.ConversationId))
        {
            entry.Value = answer;
            entry.Size = answer.Body.Length + Overhead;
            entry.SlidingExpiration = KeptFor;
        }

        // A drop notes itself and then removes; we keep and then look: one of us sees the other.
        if (Volatile.Read(ref LastDrop(request.ConversationId)) == request.LastDrop)
        {
            return true;
        }

        _memory.Remove(request.ConversationId);
        return false;
    }

    /// <summary>Once memory is nearly full, what is read a single time does not drive out what others come back to.</summary>
    private bool HasRoomFor(Guid conversationId)
    {
        const long NearlyFull = MaxMemory / 10 * 9;
        var hash = conversationId.GetHashCode();
        return _memory.GetCurrentStatistics()!.CurrentEstimatedSize < NearlyFull
            || Interlocked.Exchange(ref _turnedAway[(uint)hash % (uint)_turnedAway.Length], hash) == hash;
    }

    private ref Dropped LastDrop(Guid conversationId) => ref _drops[(uint)conversationId.GetHashCode() % (uint)_drops.Length];

    private sealed class CacheClock(TimeProvider clock) : ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}

/// <summary>One reader's question.</summary>
public sealed class AnswerRequest
{
    internal AnswerRequest(string ownerId, Guid conversationId, long begunAt, Dropped lastDrop) =>
        (OwnerId, ConversationId, BegunAt, LastDrop) = (ownerId, conversationId, begunAt, lastDrop);

    public string OwnerId { get; }

    public Guid ConversationId { get; }

    /// <summary>A timestamp of the clock.</summary>
    public long BegunAt { get; }

    internal Dropped LastDrop { get; }
}

/// <summary>Compared by reference: each drop is one of its own.</summary>
internal sealed class Dropped(Guid conversationId, long version)
{
    public Guid ConversationId => conversationId;

    public long Version => version;
}
