using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Conversations.Tags;
using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>All that narrows or orders the list, in a panel that its button opens. Each choice is an address, so that it can be gone back from.</summary>
public sealed partial class ListFilters : ComponentBase
{
    private readonly OwnSteps _steps = new();
    private ConversationListQuery _chosen = new();
    private bool _isOpened;
    private ConversationListQuery? _shown;
    private bool _isOther;
    private readonly string _id = $"filters-{Guid.NewGuid():N}";
    private IReadOnlyList<(string Value, string Name)> _personalities = [];
    private IReadOnlyList<(string Value, string Name)> _models = [];
    private IReadOnlyList<(string Value, string Name)> _sources = [];
    private IReadOnlyList<(string Value, string Name)> _tags = [];

    [Parameter, EditorRequired]
    public required ConversationListQuery List { get; set; }

    /// <summary>Where a list is to be found.</summary>
    [Parameter, EditorRequired]
    public required Func<ConversationListQuery, string> Address { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required UsedNames Names { get; init; }

    [Inject]
    public required TagService Tags { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As long as nothing is in it, not whenever the list changes: what is rendered twice is kept twice.</summary>
    protected override bool ShouldRender() => _isOpened || _isOther;

    protected override void OnParametersSet()
    {
        _isOther = _shown != List;
        _shown = List;
        if (_steps.IsNews(Address(List)))
        {
            _chosen = List;
        }
    }

    /// <summary>The last day that is shown: the address has the one after it.</summary>
    private string? Until => TimeChoices.Iso(TimeChoices.DayOf(_chosen.To)?.AddDays(-1));

    private static string? Chosen(ChangeEventArgs change, string? usual) =>
        change.Value is string { Length: > 0 } value && value != usual ? value : null;

    private async Task ReadAsync()
    {
        _isOpened = true;
        var personalities = await Personalities.ListAsync(User, null, PageLimits.Max, CancellationToken.None);
        var tags = await Tags.ListAsync(User, null, PageLimits.Max, CancellationToken.None);
        _personalities = [.. personalities.Items.Select(personality => (personality.Name, personality.Name))];
        _tags = [.. tags.Items.Select(tag => (tag.Name, Wording.Of(HistoryTexts.TagWithCount, tag.Name, Wording.Number(tag.Count))))];
        _models = [.. (await Names.ModelsAsync(User, CancellationToken.None)).Select(model => (model, model))];
        _sources = [.. (await Names.SourcesAsync(User, CancellationToken.None)).Select(source => (source, source))];
    }

    /// <summary>The next choice may be made before the browser has been there, and builds upon this one.</summary>
    private void Choose(ConversationListQuery list)
    {
        var address = Address(list);
        if (_steps.Send(address))
        {
            _chosen = list;
            Navigation.NavigateTo(address);
        }
    }

    private void ChooseDay(ChangeEventArgs change, Func<DateOnly?, ConversationListQuery> with)
    {
        if (TimeChoices.IsWhole(change.Value as string))
        {
            Choose(with(TimeChoices.DayOf(change.Value as string)));
        }
    }
}
