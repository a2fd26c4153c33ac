using Bunit;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.History.PrivacySettings;
using ConvoWeb.Tests.Unit.Features.Proxy;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>The sections of the privacy page while the database is away.</summary>
public sealed class SettingsSectionTests : PageTest
{
    private AwayDatabase Database => (AwayDatabase)Services.GetRequiredService<IDatabase>();

    [Fact]
    public void Each_says_why_there_is_nothing_to_see_in_it()
    {
        Database.IsAway = true;

        var page = Render<PrivacyPage>();

        page.WaitForAssertion(() => Assert.Equal(Enumerable.Repeat("It is away.", 6), page.FindAll("[role=alert]").Select(alert => alert.TextContent)));
        Assert.Contains("Theme", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_says_why_something_did_not_work_until_it_does()
    {
        var section = Render<RecordingSection>();
        section.WaitForElement(".acts button");

        Database.IsAway = true;
        await section.InvokeAsync(() => section.Find(".acts button").ClickAsync(new()));
        Assert.Equal("It is away.", section.Find("[role=alert]").TextContent);

        Database.IsAway = false;
        await section.InvokeAsync(() => section.Find(".acts button").ClickAsync(new()));
        Assert.Empty(section.FindAll("[role=alert]"));
        Assert.Equal("Stop recording", section.Find(".acts button").TextContent);
    }

    protected override void Replace(IServiceCollection services) => AwayDatabase.Replace(services);
}
