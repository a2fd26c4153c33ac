using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Search.Syntax;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>
/// The filters that a click chooses. They have no state of their own: what is on is read from the query, and a choice is
/// written into its text.
/// </summary>
public sealed partial class SearchFilters : ComponentBase
{
    /// <summary>More personalities than this are shown on demand.</summary>
    private const int Few = 8;

    private readonly string _when = $"when-{Guid.NewGuid():N}";
    private IReadOnlyList<PersonalityView> _shown = [];
    private DateOnly? _from;
    private DateOnly? _to;
    private bool _choosesDates;
    private bool _showsAll;

    [Parameter, EditorRequired]
    public required SearchQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required SearchFacets Facets { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PersonalityView> Personalities { get; set; }

    /// <summary>Told the text as it is with the choice.</summary>
    [Parameter]
    public EventCallback<string> OnChoose { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    protected override void OnParametersSet()
    {
        var times = Query.Wanted<TimeFilter>().ToList();
        (_from, _to) = TimeChoices.DaysOf(times, Time.DayOf);
        if (times.Count == 1 && Times.Any(preset => IsOn(preset.Filter)))
        {
            _choosesDates = false;
        }

        _shown = Shown();
    }

    private static IEnumerable<(MessageType Type, string Name)> Types => [(MessageType.User, SearchTexts.You), (MessageType.Ai, SearchTexts.Ai)];

    private static IEnumerable<(MessageContains What, string Name)> Contents =>
    [
        (MessageContains.Code, SearchTexts.Code), (MessageContains.Link, SearchTexts.Link), (MessageContains.Audio, SearchTexts.Audio),
    ];

    private IEnumerable<(string Name, string? Filter, FacetCount? Count)> Times =>
    [
        (SearchTexts.AnyTime, null, null),
        (SearchTexts.LastWeek, TimeChoices.Week, CountOf(Facets.Days, "7d")),
        (SearchTexts.LastMonth, TimeChoices.Month, CountOf(Facets.Days, "30d")),
        (SearchTexts.ThisYear, TimeChoices.Year(Time.Today), null),
    ];

    private bool IsByDates => _choosesDates || !Times.Any(preset => IsOn(preset.Filter));

    /// <summary>What is counted, and what is chosen although nothing of it is found.</summary>
    private IEnumerable<(string Name, FacetCount? Count)> Models =>
    [
        .. Facets.Models.Select(model => (model.Value, (FacetCount?)model)),
        .. Query.Wanted<ModelFilter>()
            .Where(chosen => !chosen.IsPrefix && CountOf(Facets.Models, chosen.Name) is null)
            .Select(chosen => (chosen.Name, (FacetCount?)null)),
    ];

    private IEnumerable<SearchFilter> OnlyArchived => Query.Wanted<StatusFilter>().Where(filter => filter.Status is ConversationStatus.Archived);

    private bool IsOn(string? filter) => Query.Wanted<TimeFilter>().ToList() switch
    {
        [] => filter is null,
        [var only] => string.Equals(QueryEdits.TextOf(Query, only), filter, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private IEnumerable<SearchFilter> Chosen(PersonalityView personality) => Query.Wanted<PersonalityFilter>().Where(filter =>
        Personality.NameKeyOf(filter.IdOrName) == Personality.NameKeyOf(personality.Name)
        || (Guid.TryParse(filter.IdOrName, out var id) && id == personality.Id));

    private IEnumerable<SearchFilter> Chosen(MessageType type) => Query.Wanted<FromFilter>().Where(filter => filter.Type == type);

    private IEnumerable<SearchFilter> Chosen(MessageContains what) => Query.Wanted<HasFilter>().Where(filter => filter.What == what);

    private IEnumerable<SearchFilter> Chosen(string model) =>
        Query.Wanted<ModelFilter>().Where(filter => !filter.IsPrefix && string.Equals(filter.Name, model, StringComparison.OrdinalIgnoreCase));

    /// <summary>Few stand by name, where one finds them again. Of many, what is chosen and what is found most.</summary>
    private IReadOnlyList<PersonalityView> Shown() =>
        _showsAll || Personalities.Count <= Few
            ? Personalities
            : [.. Personalities.OrderByDescending(personality => Chosen(personality).Any()).ThenByDescending(personality => CountOf(Facets.Personalities, personality.Name)?.Count ?? 0).Take(Few)];

    private void ShowAll()
    {
        _showsAll = true;
        _shown = Shown();
    }

    private static FacetCount? CountOf(IReadOnlyList<FacetCount> facets, string value) =>
        facets.FirstOrDefault(facet => string.Equals(facet.Value, value, StringComparison.OrdinalIgnoreCase));

    private Task ToggleAsync(IEnumerable<SearchFilter> chosen, string filter) => OnChoose.InvokeAsync(QueryEdits.Toggle(Query, chosen, filter));

    private Task ChooseTimeAsync(string? filter)
    {
        _choosesDates = false;
        return OnChoose.InvokeAsync(QueryEdits.Only<TimeFilter>(Query, filter));
    }

    private Task ChooseFromAsync(string? iso) => TimeChoices.IsWhole(iso) ? ChooseDatesAsync(TimeChoices.DayOf(iso), _to) : Task.CompletedTask;

    private Task ChooseToAsync(string? iso) => TimeChoices.IsWhole(iso) ? ChooseDatesAsync(_from, TimeChoices.DayOf(iso)) : Task.CompletedTask;

    private Task ChooseDatesAsync(DateOnly? from, DateOnly? to)
    {
        _choosesDates = true;
        return OnChoose.InvokeAsync(QueryEdits.Only<TimeFilter>(Query, TimeChoices.Between(from, to)));
    }
}
