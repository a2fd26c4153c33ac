using System.Buffers;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using ConvoWeb.Platform.Caching;
using ConvoWeb.Platform.Observability;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Platform.Caching;

public sealed class AnswerCacheTests : IDisposable
{
    private static readonly Guid Id = Guid.NewGuid();

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestClock _clock = new();
    private readonly SharedStore _shared = new();
    private readonly AnswerCache _cache;
    private int _written;

    public AnswerCacheTests() => _cache = new AnswerCache(_shared, _clock, new ConvoWebMetrics(_services.GetRequiredService<IMeterFactory>()));

    [Fact]
    public async Task What_was_written_is_found_again()
    {
        Assert.Equal("one", await AskAsync(1, Writing(1, "one")));
        Assert.Equal("one", await AskAsync(1, Writing(1, "another")));
        Assert.Equal(1, _written);
    }

    [Fact]
    public async Task Only_an_answer_with_exactly_that_tag_is_found()
    {
        await AskAsync(2, Writing(2, "two"));

        Assert.Equal("three", await AskAsync(3, Writing(3, "three")));
        Assert.Equal("again", await AskAsync(2, Writing(2, "again")));
    }

    [Fact]
    public async Task What_another_node_kept_is_found_and_then_in_memory()
    {
        _shared.Kept[Id] = new Answer(Tag(1), "from Redis"u8.ToArray());

        Assert.Equal("from Redis", await AskAsync(1, Writing(1, "own")));
        _shared.Kept.Clear();
        Assert.Equal("from Redis", await AskAsync(1, Writing(1, "own")));
    }

    [Fact]
    public async Task Fifty_who_ask_at_once_make_one_read()
    {
        var mayEnd = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 50).Select(_ => AskAsync(1, Writing(1, "one", mayEnd.Task))).ToList();

        mayEnd.SetResult();

        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal("one", answer));
        Assert.Equal(1, _written);
    }

    [Fact]
    public async Task When_the_one_who_reads_goes_away_the_others_read_for_themselves()
    {
        var goesAway = new TaskCompletionSource();
        var first = AskAsync(1, Writing(1, "never", goesAway.Task));
        var second = AskAsync(1, Writing(1, "one"));

        goesAway.SetCanceled(Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("one", await second);
    }

    [Fact]
    public async Task Who_only_waits_may_go_away()
    {
        using var away = new CancellationTokenSource();
        var mayEnd = new TaskCompletionSource();
        var first = AskAsync(1, Writing(1, "one", mayEnd.Task));
        var second = AskAsync(1, Writing(1, "two"), cancellationToken: away.Token);

        await away.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        mayEnd.SetResult();
        Assert.Equal("one", await first);
    }

    [Fact]
    public async Task Who_knows_of_a_newer_state_is_not_given_the_one_that_is_being_read()
    {
        var mayEnd = new TaskCompletionSource();
        var first = AskAsync(1, Writing(1, "old", mayEnd.Task));
        var second = AskAsync(2, Writing(2, "new"));

        mayEnd.SetResult();

        Assert.Equal("old", await first);
        Assert.Equal("new", await second);
    }

    [Fact]
    public async Task What_is_dropped_is_read_again()
    {
        await AskAsync(1, Writing(1, "one"));

        _cache.Drop("alice", Id, 2);

        Assert.Equal("again", await AskAsync(1, Writing(1, "again")));
        Assert.Equal([2], _shared.Drops);
    }

    [Fact]
    public async Task Deltas_of_a_stream_are_not_told_to_Redis_one_by_one()
    {
        for (var delta = 0; delta < 100; delta++)
        {
            _cache.Drop("alice", Id, 7);
        }

        _cache.Drop("alice", Id, 8);
        _cache.Remove("alice", Id);

        Assert.Equal([7, 8, ISharedAnswers.Removed], _shared.Drops);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("remove")]
    [InlineData("clear")]
    public async Task What_changed_while_it_was_read_is_not_kept(string how)
    {
        async Task<AnswerTag?> WriteAsync(PipeWriter output)
        {
            var tag = await Writing(1, "before the change")(output);
            Change(how);
            return tag;
        }

        Assert.Equal("before the change", await AskAsync(1, WriteAsync));
        Assert.Equal("after", await AskAsync(1, Writing(1, "after")));
        Assert.Equal(["after"], _shared.Stored.Select(Text));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("remove")]
    [InlineData("clear")]
    public async Task What_changed_after_its_tag_was_read_is_not_taken_into_memory_from_Redis(string how)
    {
        _shared.Kept[Id] = new Answer(Tag(1), "before the change"u8.ToArray());
        var request = _cache.Begin("alice", Id);
        Change(how);

        await _cache.GetOrWriteAsync(request, Tag(1), Writing(1, "own"), new Pipe().Writer, Cancel);

        _shared.Kept.Clear();
        Assert.Equal("own", await AskAsync(1, Writing(1, "own")));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_forgotten()
    {
        await AskAsync(1, Writing(1, "one"));
        _clock.Advance(AnswerCache.KeptFor / 2);
        Assert.Equal("one", await AskAsync(1, Writing(1, "two")));

        _clock.Advance(AnswerCache.KeptFor * 2);

        Assert.Equal("three", await AskAsync(1, Writing(1, "three")));
    }

    [Fact]
    public async Task When_memory_is_full_what_is_read_once_drives_nothing_out()
    {
        var large = new string('x', AnswerCache.MaxBytes);
        var others = Enumerable.Range(0, 58).Select(_ => Guid.NewGuid()).ToList();
        foreach (var other in others)
        {
            await AskAsync(1, Writing(1, large), other);
        }

        Assert.Equal("once", await AskAsync(1, Writing(1, "once")));
        Assert.Equal("twice", await AskAsync(1, Writing(1, "twice")));
        Assert.Equal("twice", await AskAsync(1, Writing(1, "more often")));
        var written = _written;
        foreach (var other in others)
        {
            await AskAsync(1, Writing(1, large), other);
        }

        Assert.Equal(written, _written);
    }

    [Fact]
    public async Task The_largest_that_is_kept_is_a_mebibyte()
    {
        Assert.Equal(AnswerCache.MaxBytes, (await AskAsync(1, Writing(1, new string('x', AnswerCache.MaxBytes)))).Length);
        await AskAsync(1, Writing(1, "small"));
        Assert.Equal(1, _written);

        _cache.Drop("alice", Id, 2);
        Assert.Equal(AnswerCache.MaxBytes + 1, (await AskAsync(2, Writing(2, new string('x', AnswerCache.MaxBytes + 1)))).Length);
        Assert.Equal("small", await AskAsync(2, Writing(2, "small")));
    }

    [Fact]
    public async Task One_that_is_too_large_leaves_before_it_is_read_to_the_end_and_nobody_waits_for_it()
    {
        var mayEnd = new TaskCompletionSource();
        var large = new string('x', AnswerCache.MaxBytes + 1);
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        async Task<AnswerTag?> WriteAsync(PipeWriter writer)
        {
            var tag = await Writing(1, large)(writer);
            await writer.FlushAsync(Cancel);
            await mayEnd.Task;
            await Writing(1, "end")(writer);
            return tag;
        }

        var first = _cache.GetOrWriteAsync(_cache.Begin("alice", Id), Tag(1), WriteAsync, output.Writer, Cancel);
        var arrived = await output.Reader.ReadAtLeastAsync(large.Length, Cancel);
        Assert.Equal(large.Length, arrived.Buffer.Length);
        output.Reader.AdvanceTo(arrived.Buffer.Start);
        Assert.Equal("own", await AskAsync(1, Writing(1, "own")));

        mayEnd.SetResult();
        Assert.Null(await first);
        Assert.Equal(large + "end", await ReadAsync(output));
        Assert.Empty(_shared.Stored);
    }

    [Fact]
    public async Task Nothing_is_kept_when_there_is_nothing_to_send()
    {
        Assert.Equal("", await AskAsync(1, _ => Task.FromResult<AnswerTag?>(null)));
        Assert.Equal("one", await AskAsync(1, Writing(1, "one")));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _services.Dispose();
    }

    private static AnswerTag Tag(long version) => new(version, $"\"{version}\"");

    private static string Text(Answer answer) => Encoding.UTF8.GetString(answer.Body);

    private void Change(string how)
    {
        switch (how)
        {
            case "drop":
                _cache.Drop("alice", Id, 2);
                break;
            case "remove":
                _cache.Remove("alice", Id);
                break;
            default:
                _cache.Clear();
                break;
        }
    }

    private Func<PipeWriter, Task<AnswerTag?>> Writing(long version, string text, Task? until = null) => async output =>
    {
        Interlocked.Increment(ref _written);
        await (until ?? Task.CompletedTask);
        output.Write(Encoding.UTF8.GetBytes(text));
        return Tag(version);
    };

    /// <summary>What a reader is sent in the end.</summary>
    private async Task<string> AskAsync(
        long version, Func<PipeWriter, Task<AnswerTag?>> write, Guid? conversation = null, CancellationToken? cancellationToken = null)
    {
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var answer = await _cache.GetOrWriteAsync(
            _cache.Begin("alice", conversation ?? Id), Tag(version), write, output.Writer, cancellationToken ?? Cancel);
        var streamed = await ReadAsync(output);
        Assert.True(answer is null || streamed.Length == 0);
        return answer is null ? streamed : Text(answer);
    }

    private static async Task<string> ReadAsync(Pipe output)
    {
        await output.Writer.CompleteAsync();
        using var reader = new StreamReader(output.Reader.AsStream());
        return await reader.ReadToEndAsync(Cancel);
    }

    private sealed class SharedStore : ISharedAnswers
    {
        public Dictionary<Guid, Answer> Kept { get; } = [];

        public List<Answer> Stored { get; } = [];

        public List<long> Drops { get; } = [];

        public ValueTask<byte[]?> FindAsync(AnswerRequest request, AnswerTag tag) =>
            ValueTask.FromResult(Kept.TryGetValue(request.ConversationId, out var answer) && answer.Tag == tag ? answer.Body : null);

        public void Store(AnswerRequest request, Answer answer) => Stored.Add(answer);

        public void Drop(string ownerId, Guid conversationId, long version) => Drops.Add(version);
    }
}
