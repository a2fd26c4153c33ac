using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Pages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsBarTests : PageTest
{
    private static readonly Guid Juno = Guid.CreateVersion7();

    private StatsSelection? _chosen;

    [Fact]
    public async Task A_time_is_chosen_and_the_filters_stay()
    {
        var bar = Show(new StatsSelection { Tag = "travel" });
        Assert.Equal("30 days", bar.Find("[aria-pressed=true]").TextContent);

        await bar.Find("button:contains('All')").ClickAsync(new());

        Assert.Equal("/stats?range=all&tag=travel", _chosen!.Address);
    }

    [Fact]
    public async Task Own_dates_begin_with_those_that_are_shown_and_push_each_other()
    {
        await Show(new StatsSelection()).Find("button:contains('Custom')").ClickAsync(new());
        Assert.Equal("2026-03-01..2026-03-30", _chosen!.Dates!.ToString());

        await Show(_chosen).FindAll("input[type=date]")[0].ChangeAsync(new ChangeEventArgs { Value = "2026-04-02" });
        Assert.Equal("2026-04-02..2026-04-02", _chosen.Dates!.ToString());

        await Show(_chosen).FindAll("input[type=date]")[1].ChangeAsync(new ChangeEventArgs { Value = "2026-04-09" });
        Assert.Equal("2026-04-02..2026-04-09", _chosen.Dates!.ToString());
    }

    [Fact]
    public async Task A_filter_is_chosen_and_all_are_cleared()
    {
        var bar = Show(new StatsSelection());
        Assert.Empty(bar.FindAll("button:contains('Clear filters')"));

        await bar.Find("select[aria-label=Personality]").ChangeAsync(new ChangeEventArgs { Value = Juno.ToString() });
        Assert.Equal(Juno, _chosen!.PersonalityId);

        await Show(_chosen).Find("button:contains('Clear filters')").ClickAsync(new());
        Assert.False(_chosen.IsFiltered);
    }

    [Fact]
    public void What_is_chosen_and_gone_is_still_told()
    {
        var model = Show(new StatsSelection { Model = "old" }).Find("select[aria-label=Model]");

        Assert.Equal("old (not there any more)", model.QuerySelectorAll("option")[^1].TextContent);
        Assert.Equal("old", model.GetAttribute("value"));
    }

    private IRenderedComponent<StatsBar> Show(StatsSelection query) => Render<StatsBar>(bar => bar
        .Add(one => one.Query, query)
        .Add(one => one.Choices, new StatsChoices([new PersonalityChoice(Juno, "Juno", PersonalityColor.Lagoon)], ["gpt-4o"], ["travel"], []))
        .Add(one => one.Shown, new StatsDates(Views.First, Views.First.AddDays(29)))
        .Add(one => one.OnChoose, EventCallback.Factory.Create<StatsSelection>(this, chosen => _chosen = chosen)));
}
