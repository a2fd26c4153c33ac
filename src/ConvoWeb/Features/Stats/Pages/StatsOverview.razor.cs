using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Stats.Charts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>All that the page says about what was counted.</summary>
public sealed partial class StatsOverview : ComponentBase
{
    /// <summary>So few are seen at a glance where they are drawn one by one.</summary>
    private const int DaysOfWeek = 7;

    private readonly string _id = $"insights-{Guid.NewGuid():N}";
    private IReadOnlyList<Insight> _insights = [];

    [Parameter, EditorRequired]
    public required StatsView View { get; set; }

    [Parameter, EditorRequired]
    public required StatsAddresses Addresses { get; set; }

    /// <summary>The prices are asked for.</summary>
    [Parameter]
    public EventCallback OnPrices { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    /// <summary>The calendar needs the whole width.</summary>
    private bool IsWide => View.Range.Days > TimeSlots.MaxDays;

    private bool IsEmpty => View.Totals is { Conversations: 0, Messages: 0 };

    protected override void OnParametersSet() => _insights = Insights.Of(View, Addresses);
}
