using Bunit;
using Bunit.TestDoubles;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Export.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Export.Pages;

public sealed class ExportListTests : PageTest
{
    private const string Result =
        """
        {"conversations": 311, "skipped": 1, "exported_at": "2026-11-21T09:32:00Z",
         "skipped_items": [{"type": "skipped", "id": "019acd00-0000-7000-8000-000000000000", "title": "<b>Broken</b>", "file": null, "reason": "Its message 1 cannot be read."}]}
        """;

    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    private OwnExports Exports => Services.GetRequiredService<OwnExports>();

    private JobNode Node => new(Services.GetRequiredService<IDatabase>(), _clock);

    private ToastService Toasts => Services.GetRequiredService<ToastService>();

    [Fact]
    public async Task A_running_export_says_how_far_it_is_and_then_where_its_file_is()
    {
        var (list, _) = await BeginAsync();
        Assert.Contains("Waiting for its turn.", list.Find(".cw-prog").TextContent, StringComparison.Ordinal);

        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 312, 78);
        LookAgain();
        list.WaitForAssertion(() => Assert.Contains("78 of 312", list.Find(".cw-prog").TextContent, StringComparison.Ordinal));
        Assert.Equal("25", list.Find("[role=progressbar]").GetAttribute("aria-valuenow"));

        await Node.SaveAsync(job, 312, 312, skipped: 1);
        await Node.EndAsync(job, Result);
        LookAgain();

        list.WaitForAssertion(() => Assert.Equal($"/api/jobs/{job.Id}/file", list.Find("a[download]").GetAttribute("href")));
        var words = list.Find(".ended").TextContent;
        Assert.Contains("311 conversations, 312 KB", words, StringComparison.Ordinal);
        Assert.Contains("Kept until 28 November 2026, 09:32.", words, StringComparison.Ordinal);
        Assert.Contains("1 conversation could not be read", words, StringComparison.Ordinal);
        Assert.Equal("<b>Broken</b> Its message 1 cannot be read.", list.Find("details li").TextContent);
        Assert.Empty(list.FindAll(".cw-prog"));
    }

    [Fact]
    public async Task Who_waited_gets_the_file_by_itself_and_a_toast_has_it_too()
    {
        await BeginAsync();
        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 3, 3);
        await Node.EndAsync(job, Result);

        LookAgain();

        await WaitForToastAsync();
        while (((BunitNavigationManager)Navigation).History.Count == 0)
        {
            await Task.Delay(10, Cancel); // after the toast
        }

        Assert.Equal(("3 conversations exported", $"/api/jobs/{job.Id}/file"), (Toasts.Shown[0].Message, Toasts.Shown[0].File));
        var (uri, options) = (Assert.Single(((BunitNavigationManager)Navigation).History).Uri, ((BunitNavigationManager)Navigation).History.First().Options);
        Assert.Equal(($"/api/jobs/{job.Id}/file", true), (uri, options.ForceLoad));
    }

    [Fact]
    public async Task What_took_long_or_was_begun_elsewhere_waits_to_be_fetched()
    {
        await BeginAsync();
        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 3, 3);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Node.EndAsync(job, Result);

        LookAgain();

        await WaitForToastAsync();
        Assert.Empty(((BunitNavigationManager)Navigation).History);
    }

    [Fact]
    public async Task A_cancelled_export_is_gone_and_nothing_is_told()
    {
        var (list, _) = await BeginAsync();

        await list.Find(".cw-prog button").ClickAsync(new());

        list.WaitForAssertion(() => Assert.Empty(list.FindAll(".cw-prog")));
        await Exports.ReadAsync(Alice, Cancel);
        Assert.Empty(Exports.All);
        Assert.Empty(Toasts.Shown);
    }

    [Fact]
    public async Task One_that_is_cancelled_in_the_middle_is_taken_from_who_does_it()
    {
        var (list, _) = await BeginAsync();
        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 312, 78);
        LookAgain();
        list.WaitForAssertion(() => Assert.Contains("78 of 312", list.Find(".cw-prog").TextContent, StringComparison.Ordinal));

        await list.Find(".cw-prog button").ClickAsync(new());

        list.WaitForAssertion(() => Assert.Empty(list.FindAll(".cw-prog")));
        await Assert.ThrowsAsync<JobTakenException>(() => Node.SaveAsync(job, 312, 79));
        Assert.Empty(Toasts.Shown);
    }

    [Fact]
    public async Task A_failure_is_told_with_its_reason()
    {
        var (list, _) = await BeginAsync();
        await Node.FailAsync(await Node.TakeAsync(), "The disk is full.");

        LookAgain();

        await WaitForToastAsync();
        Assert.Equal(("The export failed. The disk is full.", true), (Toasts.Shown[0].Message, Toasts.Shown[0].IsFailure));
        Assert.Equal("It failed. The disk is full.", list.Find(".failed").TextContent);
        Assert.Equal("ConvoWeb 2026-11-21 09-32-00.zip", list.Find(".ended .name").TextContent);
    }

    [Fact]
    public async Task A_page_that_is_opened_while_an_export_goes_on_shows_it_and_its_end()
    {
        await Services.GetRequiredService<BulkExportJobs>().BeginAsync(Alice, new BulkExportRequest(), null, Cancel);
        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 312, 78);

        var watch = Render<ExportWatch>();
        watch.WaitForState(() => Exports.AreRunning);
        LookAgain();
        watch.WaitForAssertion(() => Assert.Equal("Exporting, 78 of 312", watch.Find(".watch span").TextContent));
        await Node.SaveAsync(job, 312, 312);
        await Node.EndAsync(job, Result);
        LookAgain();

        await WaitForToastAsync();
        watch.WaitForAssertion(() => Assert.Empty(watch.FindAll(".watch")));
    }

    [Fact]
    public async Task A_page_keeps_only_the_exports_that_go_on_unless_it_lists_the_others()
    {
        await Services.GetRequiredService<BulkExportJobs>().BeginAsync(Alice, new BulkExportRequest(), null, Cancel);
        var job = await Node.TakeAsync();
        await Node.SaveAsync(job, 3, 3);
        await Node.EndAsync(job, Result);

        Render<ExportWatch>();
        Assert.Single(await Exports.ReadAsync(Alice, Cancel));
        Assert.Empty(Exports.All);
        var list = Render<ExportList>();

        list.WaitForElement(".ended");
        list.Instance.Dispose();
        await Exports.ReadAsync(Alice, Cancel);
        Assert.Empty(Exports.All);
    }

    private async Task<(IRenderedComponent<ExportList> List, IRenderedComponent<ExportWatch> Watch)> BeginAsync()
    {
        await CreateAsync("Trip to Oslo");
        var watch = Render<ExportWatch>();
        var list = Render<ExportList>();
        await list.InvokeAsync(() => Exports.BeginAsync(Alice, new BulkExportRequest(), Cancel));
        list.WaitForElement(".cw-prog");
        return (list, watch);
    }

    /// <summary>When it is time to, and somebody waits for that.</summary>
    private void LookAgain()
    {
        SpinWait.SpinUntil(() => _clock.Waiting > 0);
        _clock.Advance(ExportWatch.Pace);
    }

    private async Task WaitForToastAsync()
    {
        while (Toasts.Shown.Count == 0)
        {
            await Task.Delay(10, Cancel);
        }
    }
}
