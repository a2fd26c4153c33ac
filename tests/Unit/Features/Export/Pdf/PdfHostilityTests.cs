using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>Nothing that stands in a text, or befalls a worker, reaches the server; and whoever waits is told.</summary>
[Collection(nameof(PdfScene))]
public sealed class PdfHostilityTests
{
    public static TheoryData<string> Hostile() =>
    [
        "marks", "noncharacters", "no blank", "one line", "half characters", "direction", "quotes", "lists", "columns", "rows", "brackets", "fence", "emoji", "keycaps", "controls",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_text_makes_a_PDF_and_what_follows_can_be_read(string kind)
    {
        using var scene = new PdfScene();

        var pdf = await scene.WriteAsync(TextOf(kind), "The last word.");

        Assert.True(await pdf.PagesAsync() > 0);
        Assert.Contains("\nThe last word.\n", await pdf.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_dies_before_its_first_byte_is_told()
    {
        using var scene = new PdfScene();
        var others = PdfWorkers.Running;
        var gate = new TaskCompletionSource();
        var output = new MemoryStream();

        var writing = scene.WriteAsync(PdfScene.Document(Behind(gate.Task, Cancel)), PipeWriter.Create(output), Cancel);
        PdfWorkers.Kill(await PdfWorkers.NextAsync(others));
        gate.SetResult();
        var failure = await Assert.ThrowsAsync<ExportFailedException>(() => writing);

        Assert.Equal(ExportFailure.Broken, failure.Failure);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_leaves_no_file_that_looks_whole()
    {
        using var scene = new PdfScene();
        var others = PdfWorkers.Running;
        var pipe = new Pipe();

        var writing = WriteAsync();
        var first = await pipe.Reader.ReadAsync(Cancel);
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(first.Buffer.FirstSpan[..5]), StringComparison.Ordinal);
        PdfWorkers.Kill(await PdfWorkers.NextAsync(others)); // it waits: nobody reads on
        pipe.Reader.AdvanceTo(first.Buffer.End);
        await pipe.Reader.CopyToAsync(Stream.Null, Cancel);
        var failure = await Assert.ThrowsAsync<ExportFailedException>(() => writing);

        Assert.Equal(ExportFailure.Broken, failure.Failure);

        async Task WriteAsync()
        {
            try
            {
                await scene.WriteAsync(PdfScene.Document(LargePdf), pipe.Writer, Cancel);
            }
            finally
            {
                await pipe.Writer.CompleteAsync();
            }
        }
    }

    [Fact]
    public async Task Whoever_goes_away_takes_the_worker_along()
    {
        using var scene = new PdfScene();
        var others = PdfWorkers.Running;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var writing = scene.WriteAsync(PdfScene.Document(Behind(Never, Cancel)), PipeWriter.Create(new MemoryStream()), gone.Token);
        var worker = await PdfWorkers.NextAsync(others);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        Assert.DoesNotContain(worker, PdfWorkers.Running);
    }

    [Fact]
    public async Task What_fails_while_the_conversation_is_read_fails_the_PDF()
    {
        using var scene = new PdfScene();
        var broken = Task.FromException(new InvalidOperationException("The database is away."));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => scene.WriteAsync(PdfScene.Document(Behind(broken, Cancel)), PipeWriter.Create(new MemoryStream()), Cancel));

        Assert.Equal("The database is away.", failure.Message);
    }

    [Fact]
    public async Task Ten_at_once_are_made_two_by_two_and_no_worker_stays()
    {
        using var scene = new PdfScene();
        var others = PdfWorkers.Running;
        var most = 0;

        var all = Enumerable.Range(0, 10).Select(n => scene.WriteAsync($"Number {n}", Filler(2000), "漢字 नमस्ते 👍")).ToArray();
        while (!Task.WhenAll(all).IsCompleted)
        {
            most = Math.Max(most, PdfWorkers.Running.Except(others).Count());
            await Task.WhenAny(Task.WhenAll(all), Task.Delay(TimeSpan.FromMilliseconds(5), Cancel));
        }

        foreach (var (n, pdf) in (await Task.WhenAll(all)).Index())
        {
            Assert.Contains($"Number {n}\n", await pdf.TextAsync(), StringComparison.Ordinal);
        }

        Assert.InRange(most, 1, 2);
        Assert.Empty(PdfWorkers.Running.Except(others));
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_at_once()
    {
        using var scene = new PdfScene(new() { Workers = 1, Waiting = 0 });
        var others = PdfWorkers.Running;
        var gate = new TaskCompletionSource();

        var first = scene.WriteAsync(PdfScene.Document(Behind(gate.Task, Cancel)));
        await PdfWorkers.NextAsync(others);
        var failure = await Assert.ThrowsAsync<ExportFailedException>(() => scene.WriteAsync("Hello"));
        gate.SetResult();
        await first;

        Assert.Equal(ExportFailure.Busy, failure.Failure);
    }

    [Theory]
    [InlineData("silence", ExportFailure.Broken)]
    [InlineData("time", ExportFailure.TooLarge)]
    [InlineData("memory", ExportFailure.TooLarge)]
    public async Task A_worker_that_takes_too_much_is_stopped(string limit, ExportFailure expected)
    {
        var limits = new PdfLimits();
        using var scene = new PdfScene(limit switch
        {
            "silence" => limits with { Silence = TimeSpan.FromMilliseconds(1) },
            "time" => limits with { Time = TimeSpan.FromMilliseconds(1) },
            _ => limits with { MemoryBytes = 1024 },
        });

        var failure = await Assert.ThrowsAsync<ExportFailedException>(() => scene.WriteAsync(PdfScene.Document(Behind(Never, Cancel))));

        Assert.Equal(expected, failure.Failure);
    }

    [Fact]
    public async Task A_download_that_pauses_takes_nothing_of_the_worker_s_time()
    {
        var clock = new WatchedClock();
        using var scene = new PdfScene(clock: clock);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

        var writing = scene.WriteAsync(PdfScene.Document(LargePdf), pipe.Writer, Cancel);
        var first = await pipe.Reader.ReadAsync(Cancel);
        var looks = clock.Looks;
        clock.Advance(TimeSpan.FromHours(1));
        while (clock.Looks == looks)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), Cancel); // the watch looks in its own time, and would stop it now
        }

        pipe.Reader.AdvanceTo(first.Buffer.End);
        var reading = pipe.Reader.CopyToAsync(Stream.Null, Cancel);
        await writing;
        await pipe.Writer.CompleteAsync();
        await reading;
    }

    [Fact]
    public async Task A_worker_whose_sender_is_gone_writes_no_file_that_looks_whole()
    {
        using var scene = new PdfScene();
        var (outcome, words, length) = await PdfWorkerRun.Async("""{"Heading":{"Title":"x","Lines":[],"CreatedAt":"2026-11-21T09:32:00Z","ChangedAt":"2026-11-21T09:32:00Z","MaxPages":9,"CutNote":"x"}}""");

        Assert.Equal((PdfOutcome.Failed, 0), (outcome, length));
        Assert.Contains("gone", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_fonts_says_what_to_install()
    {
        using var scene = new PdfScene();
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["fonts.conf"], "<fontconfig></fontconfig>", Cancel);
        var (outcome, words, _) = await PdfWorkerRun.Async(
            """{"Heading":{"Title":"x","Lines":[],"CreatedAt":"2026-11-21T09:32:00Z","ChangedAt":"2026-11-21T09:32:00Z","MaxPages":9,"CutNote":"x"}}""", ("FONTCONFIG_FILE", folder["fonts.conf"]));

        Assert.Equal((PdfOutcome.Unavailable, "There are no fonts."), (outcome, words.Split('\n')[^1]));
        Assert.Equal(ExportFailure.Unavailable, PdfProcess.FailureOf((int)outcome)?.Failure);
        Assert.Contains("apt-get install libpangocairo-1.0-0 fonts-noto-core", PdfProcess.FailureOf((int)outcome)?.Message, StringComparison.Ordinal);
    }

    /// <summary>More than fits into what lies between a worker and who reads its pages, made quickly: each of the letters is in it.</summary>
    private static IAsyncEnumerable<MessageView> LargePdf =>
        new[] { PdfScene.Said(string.Concat(Enumerable.Range(0x4E00, 5000).Select(code => (char)code)), 0) }.ToAsyncEnumerable();

    private static Task Never => new TaskCompletionSource().Task;

    private static async IAsyncEnumerable<MessageView> Behind(Task gate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return PdfScene.Said("First", 0);
        await gate.WaitAsync(cancellationToken);
        yield return PdfScene.Said("Second", 1);
    }

    private static string Filler(int words) => string.Join(' ', Enumerable.Range(0, words).Select(n => (n * 7919 % 1000) switch
    {
        < 300 => "museum",
        < 600 => "Fähre",
        < 800 => "поезд",
        _ => "and",
    }));

    private static string TextOf(string kind) => kind switch
    {
        "marks" => "e" + string.Concat(Enumerable.Repeat("\u0301\u0489", 5000)) + " end",
        "noncharacters" => string.Concat(Enumerable.Range(0xFDD0, 32).Select(code => (char)code)) + "\uFFFE\uFFFF\U0010FFFF",
        "no blank" => new string('x', 1024 * 1024 - 100),
        "one line" => Filler(20_000),
        "half characters" => "a" + (char)0xD83D + "b" + (char)0xDC4D + "**c" + (char)0xD83D + "**",
        "direction" => string.Concat(Enumerable.Repeat("\u202Eabc\u2066שלום\u202A", 2000)),
        "quotes" => new string('>', 5000) + " deep",
        "lists" => string.Concat(Enumerable.Range(0, 100).Select(n => new string(' ', 2 * n) + "- x\n")),
        "columns" => $"|{string.Concat(Enumerable.Repeat("a|", 400))}\n|{string.Concat(Enumerable.Repeat("-|", 400))}\n|{string.Concat(Enumerable.Repeat("word|", 400))}",
        "rows" => "|a|b|\n|-|-|\n" + string.Concat(Enumerable.Repeat("|x|y|\n", 3000)),
        "brackets" => new string('[', 9000) + new string('*', 900),
        "fence" => "```" + new string('`', 3000) + "\n" + new string('\t', 3000) + "x",
        "emoji" => string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦🇩🇪", 2000)),
        "keycaps" => string.Concat(Enumerable.Repeat("1️⃣2️⃣ 3 #️⃣", 500)),
        "controls" => string.Concat(Enumerable.Range(0, 0xA0).Select(code => (char)code)) + "\u2028\u2029\u200B\uFEFF\u00AD",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Counts how often somebody asks for the time.</summary>
    private sealed class WatchedClock : TimeProvider
    {
        private readonly TestClock _clock = new();
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public override long TimestampFrequency => _clock.TimestampFrequency;

        public void Advance(TimeSpan time) => _clock.Advance(time);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _looks);
            return _clock.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _clock.CreateTimer(callback, state, dueTime, period);
    }
}
