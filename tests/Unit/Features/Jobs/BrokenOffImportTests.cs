using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

public sealed class BrokenOffImportTests
{
    /// <summary>More than are on their way at once; one of them twice.</summary>
    private static readonly byte[] Upload = JsonSerializer.SerializeToUtf8Bytes(
        Enumerable.Range(0, 80).Append(3).Select(n => new
        {
            id = $"trip{n}",
            title = "Trip",
            create_time = 1704067200,
            mapping = Enumerable.Range(0, 1 + (n % 3)).ToDictionary(m => $"n{m}", m => new
            {
                parent = m == 0 ? null : $"n{m - 1}",
                message = new { author = new { role = "user" }, content = new { parts = new[] { $"Message {m}" } } },
            }),
        }));

    [Theory, DatabaseData]
    public async Task An_import_that_was_broken_off_and_gone_on_with_reports_what_an_undisturbed_one_does(Engine engine)
    {
        var undisturbed = await ReportAsync(engine, []);
        var brokenOff = await ReportAsync(engine, [9, 4]);

        Assert.Equal((80, 1), (undisturbed.Totals.Imported, undisturbed.Totals.Unchanged));
        Assert.Equal(undisturbed.Totals, brokenOff.Totals);
        Assert.Equal(TextOf(undisturbed), TextOf(brokenOff));
    }

    /// <param name="engine">Where.</param>
    /// <param name="kills">After so many looks at the clock, the process ends, and another goes on.</param>
    private static async Task<ImportReport> ReportAsync(Engine engine, IEnumerable<int> kills)
    {
        var app = SharedApp.On(engine);
        var owner = new CurrentUser($"owner-{Guid.NewGuid():N}");
        var jobs = app.Get<JobService>();
        var held = await jobs.ReserveAsync(owner, new NewJob { Kind = JobKind.Import, Request = "" }, Cancel);
        await jobs.PutAsync(held, new JobPiece("upload 0", 0, Upload), Cancel);

        var done = 0;
        foreach (var kill in kills)
        {
            var killed = await RunningAsync();
            await Assert.ThrowsAsync<KilledException>(() => new ImportWork(app.Get<ImportService>(), new MortalClock(kill)).RunAsync(killed, Cancel));
            var now = (await jobs.FindAsync(owner, held.Id, Cancel))!.Done;
            Assert.True(now > done, $"{now} after {done}");
            done = now;
        }

        var result = await new ImportWork(app.Get<ImportService>(), TimeProvider.System).RunAsync(await RunningAsync(), Cancel);
        await jobs.RemoveAsync(owner, held.Id, Cancel);
        return JsonSerializer.Deserialize(Encoding.UTF8.GetString([.. result.Pieces.SelectMany(piece => piece.Data)]), ImportJson.Api.ImportReport)!;

        async Task<RunningJob> RunningAsync()
        {
            var job = (await jobs.FindAsync(owner, held.Id, Cancel))!;
            var request = JsonSerializer.Serialize([new KeptUpload("trips.json", "upload 0", Upload.Length, "")], ImportJson.Api.KeptUploadArray);
            return new RunningJob(app.Get<IDatabase>(), new JobStart(held, JobKind.Import, owner, request, job.CreatedAt, new JobProgress { Done = job.Done }));
        }
    }

    private static IEnumerable<string> TextOf(ImportReport report) => report.Items.Select(item => $"{item.ExternalId} {item.Outcome} {item.Messages} {item.Reason}");

    /// <summary>Time to save at every look.</summary>
    private sealed class MortalClock(int looks) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks++ < looks ? 2 * _looks : throw new KilledException();
    }

    private sealed class KilledException : Exception;
}
