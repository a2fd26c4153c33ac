using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Export.Pages;
using ConvoWeb.Features.History;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Export.Pages;

public sealed class ExportDialogTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    private OwnExports Exports => Services.GetRequiredService<OwnExports>();

    [Fact]
    public async Task What_is_meant_is_counted_and_exported_as_it_was_chosen()
    {
        var one = await CreateAsync("One");
        var two = await CreateAsync("Two");
        await CreateAsync("Three");
        var dialog = Open(new BulkExportRequest { Ids = [one.Id, two.Id] });
        dialog.WaitForAssertion(() => Assert.Equal("2 conversations", Sum(dialog)));

        await Choose(dialog, "Markdown").ChangeAsync(new ChangeEventArgs { Value = "markdown" });
        await Choose(dialog, "The time of each message").ChangeAsync(new ChangeEventArgs { Value = false });
        await Choose(dialog, "With audio and attachments").ChangeAsync(new ChangeEventArgs { Value = true });
        await dialog.Find("form").SubmitAsync();

        Assert.Equal("ConvoWeb 2026-11-21 09-32-00.zip", Assert.Single(Exports.All).FileName);
        var begun = await RequestAsync();
        Assert.Contains("\"format\":\"markdown\"", begun, StringComparison.Ordinal);
        Assert.Contains("\"files\":true", begun, StringComparison.Ordinal);
        Assert.Contains("\"branches\":\"active\"", begun, StringComparison.Ordinal);
        Assert.Contains("\"timestamps\":false", begun, StringComparison.Ordinal);
        Assert.Contains(one.Id.ToString(), begun, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_all_but_the_trash()
    {
        await CreateAsync("One");
        var archived = await CreateAsync("Two");
        await Conversations.ArchiveAsync(Alice, archived.Id, archived: true, Cancel);
        var trashed = await CreateAsync("Three");
        await Conversations.TrashAsync(Alice, trashed.Id, null, Cancel);

        var dialog = Open(new BulkExportRequest());

        dialog.WaitForAssertion(() => Assert.Equal("2 conversations", Sum(dialog)));
    }

    [Fact]
    public void Of_nothing_there_is_nothing_to_export()
    {
        var dialog = Open(new BulkExportRequest { Ids = [] });

        dialog.WaitForAssertion(() => Assert.Equal("Nothing to export: no conversation is selected.", Sum(dialog)));
        Assert.True(dialog.Find("[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Versions_are_as_is_usual_for_the_format_until_they_are_chosen()
    {
        var dialog = Open(new BulkExportRequest());
        bool HasAll() => Choose(dialog, "All versions").HasAttribute("checked");

        Assert.True(HasAll());
        await Choose(dialog, "Plain text").ChangeAsync(new ChangeEventArgs { Value = "txt" });
        Assert.False(HasAll());
        await Choose(dialog, "All versions").ChangeAsync(new ChangeEventArgs { Value = true });
        await Choose(dialog, "Markdown").ChangeAsync(new ChangeEventArgs { Value = "markdown" });
        Assert.True(HasAll());
    }

    [Fact]
    public async Task After_an_export_of_everything_only_what_changed_since_can_be_wanted()
    {
        var one = await CreateAsync("One");
        await ExportedAsync(new BulkExportRequest { Format = "markdown" });
        var dialog = Open(new BulkExportRequest { Ids = [one.Id] });
        dialog.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(dialog)));

        await Choose(dialog, "Only what changed since everything was exported as Markdown, 21 November 2026, 10:32").ChangeAsync(new ChangeEventArgs { Value = true });

        dialog.WaitForAssertion(() => Assert.Equal("Nothing to export: none of them changed since then.", Sum(dialog)));
    }

    [Fact]
    public async Task Who_exports_once_a_month_is_asked_as_well_whether_only_what_changed_is_wanted()
    {
        await CreateAsync("One");
        await ExportedAsync(new BulkExportRequest());
        _clock.Advance(TimeSpan.FromDays(31));

        var dialog = Open(new BulkExportRequest());

        dialog.WaitForAssertion(() => Assert.Contains("Only what changed since everything was exported as JSON", dialog.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_of_something_else_is_not_the_last_one_of_this()
    {
        var one = await CreateAsync("One");
        var two = await CreateAsync("Two");
        await ExportedAsync(new BulkExportRequest { Ids = [one.Id] });

        var other = Open(new BulkExportRequest { Ids = [two.Id] });
        other.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(other)));
        var same = Open(new BulkExportRequest { Ids = [one.Id] });
        same.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(same)));

        Assert.DoesNotContain("Only what changed", other.Markup, StringComparison.Ordinal);
        Assert.Contains("Only what changed since the same was exported as JSON", same.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_a_list_everything_may_be_meant_as_well()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "Tagged", Tags = ["travel"] }, null, Cancel);
        await CreateAsync("Other");
        var list = ListExports.Of(new ConversationListQuery { Tag = "travel" }, TimeZoneInfo.Utc);
        var dialog = Render<ExportDialog>(parameters => parameters.Add(dialog => dialog.What, list).Add(dialog => dialog.IsList, true));
        dialog.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(dialog)));

        await dialog.FindAll(".cw-seg button").First(button => button.TextContent is "Everything").ClickAsync(new());

        dialog.WaitForAssertion(() => Assert.Equal("2 conversations", Sum(dialog)));
        await dialog.Find("form").SubmitAsync();
        Assert.DoesNotContain("travel", await RequestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_list_shows_is_exported_as_the_list_finds_it()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "Tagged", Tags = ["travel"] }, null, Cancel);
        await CreateAsync("Other");

        var dialog = Open(ListExports.Of(new ConversationListQuery { Tag = "travel", Status = "no such status" }, TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo")));

        dialog.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(dialog)));
    }

    [Fact]
    public async Task A_list_by_where_its_conversations_came_from_is_exported_as_that()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "Imported", Source = "chatgpt" }, null, Cancel);
        await CreateAsync("Other");

        var dialog = Open(ListExports.Of(new ConversationListQuery { Source = "chatgpt" }, TimeZoneInfo.Utc));

        dialog.WaitForAssertion(() => Assert.Equal("1 conversation", Sum(dialog)));
    }

    [Fact]
    public async Task An_export_that_left_one_out_is_none_to_go_on_from()
    {
        await CreateAsync("One");
        await ExportedAsync(new BulkExportRequest { Format = "markdown" });
        await ExportedAsync(new BulkExportRequest { Format = "pdf" }, skipped: 1);

        var dialog = Open(new BulkExportRequest());

        dialog.WaitForAssertion(() => Assert.Contains("Only what changed since everything was exported as Markdown", dialog.Markup, StringComparison.Ordinal));
    }

    private async Task ExportedAsync(BulkExportRequest request, int skipped = 0)
    {
        _clock.Advance(TimeSpan.FromHours(1));
        await Exports.BeginAsync(Alice, request, Cancel);
        var node = new JobNode(Services.GetRequiredService<IDatabase>(), _clock);
        var begun = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await node.EndAsync(await node.TakeAsync(), $$"""{"conversations": 1, "skipped": {{skipped}}, "exported_at": "{{begun:O}}", "skipped_items": []}""");
    }

    private IRenderedComponent<ExportDialog> Open(BulkExportRequest what) => Render<ExportDialog>(parameters => parameters.Add(dialog => dialog.What, what));

    private static string Sum(IRenderedComponent<ExportDialog> dialog) => dialog.Find(".sum").TextContent;

    /// <summary>By its words, or the beginning of them.</summary>
    private static IElement Choose(IRenderedComponent<ExportDialog> dialog, string words)
    {
        var label = dialog.FindAll("label").First(label => label.TextContent.StartsWith(words, StringComparison.Ordinal));
        return label.QuerySelector("input") ?? dialog.Find($"#{label.GetAttribute("for")}");
    }

    private async Task<string> RequestAsync()
    {
        await using var db = await Services.GetRequiredService<IDatabase>().ReadAsync(Cancel);
        return (string)(await db.Statement("SELECT request FROM jobs").ExecuteScalarAsync(Cancel))!;
    }
}
