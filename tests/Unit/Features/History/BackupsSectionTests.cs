using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.History.PrivacySettings;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Retention;
using ConvoWeb.Features.Retention.Backups;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>The files of what a rule has deleted for good, as a person sees them.</summary>
public sealed class BackupsSectionTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    private BackupService Backups => Services.GetRequiredService<BackupService>();

    [Fact]
    public void Without_any_there_is_nothing_to_see() =>
        Assert.Empty(Render<BackupsSection>().FindAll("section"));

    [Fact]
    public async Task What_a_rule_deleted_for_good_is_brought_back_with_one_click()
    {
        var id = await DeleteByRuleAsync("Trip to Oslo");
        Assert.Null(await Conversations.FindAsync(Alice, id, Cancel));
        var section = Open();
        Assert.Equal("Trip to Oslo", section.Find("td bdi").TextContent);

        await section.InvokeAsync(() => section.Find("button[aria-label='Bring back Trip to Oslo']").ClickAsync(new()));

        var toast = Assert.Single(Services.GetRequiredService<ToastService>().Shown);
        Assert.Equal(("It is among your conversations again", "Open"), (toast.Message, toast.ActionLabel));
        Assert.Equal(ConversationStatus.Active, (await Conversations.FindAsync(Alice, id, Cancel))!.Status);
        Assert.Single(section.FindAll("tbody tr"));
    }

    [Fact]
    public async Task A_backup_is_deleted_when_that_is_said_twice()
    {
        await DeleteByRuleAsync("Trip to Oslo");
        var section = Open();

        await section.InvokeAsync(() => section.Find("button[title='Delete the backup Trip to Oslo']").ClickAsync(new()));
        Assert.Equal(1, (await Backups.TotalsAsync(Alice, Cancel)).Count);
        await section.InvokeAsync(() => section.FindAll("td button")[0].ClickAsync(new())); // kept
        await section.InvokeAsync(() => section.Find("button[title='Delete the backup Trip to Oslo']").ClickAsync(new()));
        await section.InvokeAsync(() => section.Find(".cw-btn--danger").ClickAsync(new()));

        section.WaitForAssertion(() => Assert.Empty(section.FindAll("section")));
        Assert.Equal(new BackupTotals(0, 0), await Backups.TotalsAsync(Alice, Cancel));
    }

    private IRenderedComponent<BackupsSection> Open()
    {
        var section = Render<BackupsSection>();
        section.WaitForElement("tbody tr");
        return section;
    }

    private async Task<Guid> DeleteByRuleAsync(string title)
    {
        var conversation = await CreateAsync(title, new NewMessage { Type = MessageType.User, Content = "Hello" });
        await Services.GetRequiredService<RetentionService>().SaveAsync(Alice, new RetentionSettings { KeepDays = 30, UndoDays = 1, BackupFirst = true }, Cancel);
        foreach (var days in (int[])[31, 2])
        {
            _clock.Jump(TimeSpan.FromDays(days));
            await Services.GetRequiredService<RetentionSweep>().RunAsync(Cancel);
        }

        return conversation.Id;
    }
}
