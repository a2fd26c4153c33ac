using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

public sealed class ExportJobTests
{
    [Theory, DatabaseData]
    public async Task An_export_in_the_background_ends_with_a_file_that_can_be_read_in_parts(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await AddAsync(alice, 30);

        var begun = await alice.JsonAsync("POST /api/jobs", """{"export": {"format": "jsonl"}}""");
        var job = await alice.EndOfAsync(begun);
        var file = job.GetProperty("file").GetString()!;
        var whole = await alice.GetAsync(file, Cancel);
        var bytes = await whole.Content.ReadAsByteArrayAsync(Cancel);
        var rest = await RestAsync(alice, file, from: bytes.Length / 2, whole.Headers.ETag!);

        Assert.Equal(("done", 30, 30, 0), (job.GetProperty("state").GetString(), job.GetProperty("total").GetInt32(), job.GetProperty("done").GetInt32(), job.GetProperty("skipped").GetInt32()));
        Assert.Equal(30, job.GetProperty("result").GetProperty("conversations").GetInt32());
        Assert.Equal("application/zip", whole.Content.Headers.ContentType?.MediaType);
        Assert.Equal(bytes.Length, job.GetProperty("bytes").GetInt32());
        Assert.Equal(bytes[(bytes.Length / 2)..], rest);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(31, zip.Entries.Count);
        Assert.All(zip.Entries, entry => Assert.True(entry.Length > 0));
    }

    [Theory, DatabaseData]
    public async Task A_job_that_was_ended_anywhere_is_gone_on_with_to_the_same_bytes(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await AddAsync(alice, 12);
        var whole = await BytesAsync(app, killAt: null);

        for (var killAt = 1; killAt <= 12; killAt += 3)
        {
            Assert.Equal(whole, await BytesAsync(app, killAt));
        }
    }

    [Theory, DatabaseData]
    public async Task What_was_left_out_before_the_process_was_ended_is_not_marked_after_it(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        await AddAsync(app.ClientFor("alice"), 3);
        await app.Stored.Database.WriteAsync(
            db => db.ExecuteAsync("UPDATE messages SET metadata = '{\"cut off' WHERE conversation_id = (SELECT min(id) FROM conversations)"), Cancel);

        var (result, _) = await RunAsync(app, killAt: 3);
        await result.Afterwards!();

        Assert.Contains("\"skipped\":1,", result.Summary, StringComparison.Ordinal);
        Assert.Equal(2, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE last_exported_at IS NOT NULL AND id > (SELECT min(id) FROM conversations)"));
        Assert.Equal(2, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE last_exported_at IS NOT NULL"));
    }

    [Theory, DatabaseData]
    public async Task A_job_is_nobody_else_s_and_goes_with_its_file(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await AddAsync(alice, 3);
        var job = await alice.EndOfAsync(await alice.JsonAsync("POST /api/jobs", "{}"));
        var address = $"/api/jobs/{job.GetProperty("id").GetString()}";

        foreach (var call in (string[])[$"GET {address}", $"GET {address}/file", $"DELETE {address}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await app.ClientFor("bob").SendAsync(call)).StatusCode);
        }

        Assert.Equal(1, (await alice.JsonAsync("GET /api/jobs")).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {address}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET {address}/file")).StatusCode);
        Assert.Equal(0, (await alice.JsonAsync("GET /api/jobs")).GetProperty("items").GetArrayLength());
        while (await app.Stored.ScalarAsync<long>("SELECT (SELECT count(*) FROM job_parts) + (SELECT count(*) FROM jobs)") > 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    [Fact]
    public async Task One_that_comes_to_its_end_just_now_needs_no_stopping()
    {
        await using var app = new ConvoWebApp();
        var (jobs, job, running) = (app.Get<JobService>(), HeldJob.New(Guid.NewGuid()), new CancellationTokenSource());
        using var followed = jobs.Follow(job, running);
        running.Dispose();

        await jobs.StopAsync([job.Id]);
    }

    [Theory, DatabaseData]
    public async Task The_same_key_begins_one_job(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var first = await alice.JsonAsync("POST /api/jobs", "{}", ("Idempotency-Key", "k"));
        var second = await alice.JsonAsync("POST /api/jobs", "{}", ("Idempotency-Key", "k"));

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    private static async Task<byte[]> BytesAsync(ConvoWebApp app, int? killAt)
    {
        var (result, running) = await RunAsync(app, killAt);
        await running.SaveAsync(result.Progress, result.Pieces);
        var pieces = await running.PiecesAsync(JobFile.Name, Cancel);
        return [.. pieces.SelectMany(piece => piece).Take((int)result.Progress.Bytes)];
    }

    /// <summary>The work of a job as the runner does it, broken off by <paramref name="killAt"/> and begun anew by another process.</summary>
    private static async Task<(JobResult Result, RunningJob Job)> RunAsync(ConvoWebApp app, int? killAt)
    {
        var database = app.Services.GetRequiredService<IDatabase>();
        var exports = app.Services.GetRequiredService<BulkExportService>();
        var id = Guid.CreateVersion7();
        var job = new Job
        {
            Id = id,
            OwnerId = "alice",
            Kind = JobKind.Export,
            State = JobState.Queued,
            Request = """{"format": "json"}""",
            CreatedAt = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
            Holder = "this test, so that no runner takes it",
            LeaseUntil = new TestClock().GetUtcNow().AddYears(10),
        };
        await database.WriteAsync(
            async db =>
            {
                await JobWrites.AddAsync(db, job);
                return id;
            },
            Cancel);

        if (killAt is { } limit)
        {
            var work = new BulkExportWork(exports, new SteppingClock(() => --limit < 0));
            var killed = await RunningAsync(database, id, job);
            await Assert.ThrowsAsync<KilledException>(() => work.RunAsync(killed, Cancel));
        }

        var result = await new BulkExportWork(exports, new SteppingClock(() => false)).RunAsync(await RunningAsync(database, id, job), Cancel);
        return (result, await RunningAsync(database, id, job));
    }

    private static async Task<RunningJob> RunningAsync(IDatabase database, Guid id, Job job)
    {
        await using var db = await database.ReadAsync(Cancel);
        await using var row = await db.Statement("SELECT total, done, skipped, bytes FROM jobs WHERE id = @id", ("@id", id)).ExecuteReaderAsync(Cancel);
        await row.ReadAsync(Cancel);
        var progress = new JobProgress { Total = row.NumberOrNull(0), Done = row.GetInt32(1), Skipped = row.GetInt32(2), Bytes = row.GetInt64(3) };
        return new RunningJob(database, new JobStart(new HeldJob(id, job.Holder!), job.Kind, new(job.OwnerId), job.Request, job.CreatedAt, progress));
    }

    private static async Task AddAsync(HttpClient client, int count)
    {
        for (var n = 0; n < count; n++)
        {
            await client.JsonAsync("POST /api/conversations", $$"""{"title": "Trip {{n}}", "messages": [{"type": "user", "content": "{{new string('x', 100 + n)}}"}]}""");
        }
    }

    private static async Task<byte[]> RestAsync(HttpClient client, string file, long from, EntityTagHeaderValue tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, file);
        request.Headers.Range = new RangeHeaderValue(from, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        var response = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(Cancel);
    }

    /// <summary>Time for a checkpoint at every look; ends the process, so to say, when it is told to.</summary>
    private sealed class SteppingClock(Func<bool> isKilled) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => isKilled() ? throw new KilledException() : _now += 2;
    }

    private sealed class KilledException : Exception;
}
