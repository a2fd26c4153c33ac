using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Tags;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>The tags of one conversation or of many: those that all have, those that some have, and new ones.</summary>
public sealed partial class TagDialog : ComponentBase
{
    private readonly string _field = $"tags-{Guid.NewGuid():N}";
    private Dialog _dialog = null!;
    private IReadOnlyList<TagView> _known = [];
    private List<TagChoice> _choices = [];
    private string _text = "";
    private string? _failure;

    [Parameter, EditorRequired]
    public required BulkSelection Selection { get; set; }

    /// <summary>How many conversations are meant.</summary>
    [Parameter]
    public int Total { get; set; } = 1;

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required TagService Tags { get; init; }

    [Inject]
    public required BulkActions Bulk { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _choices = [.. (await Tags.CountAsync(User, Selection, CancellationToken.None)).Select(tag => new TagChoice(tag.Name, tag.Count, tag.Count >= Total ? true : null))];
        _known = (await Tags.ListAsync(User, null, PageLimits.Max, CancellationToken.None)).Items;
        _dialog.Open();
        StateHasChanged();
    }

    private string Title => Total == 1 ? HistoryTexts.Tags : Wording.Of(HistoryTexts.TagsOfMany, Wording.Number(Total));

    private static string Checked(TagChoice choice) => choice.IsOn switch { true => "true", false => "false", null => "mixed" };

    private void Add()
    {
        var name = CleanText.Of(_text.Trim());
        _failure = name.EnumerateRunes().Count() > ConversationTag.MaxLength ? Wording.Of(HistoryTexts.TagTooLong, ConversationTag.MaxLength) : null;
        if (name.Length == 0 || _failure is not null)
        {
            return;
        }

        _text = "";
        if (_choices.Find(choice => choice.Name == name) is { } known)
        {
            known.IsOn = true;
        }
        else
        {
            _choices.Add(new TagChoice(name, 0, wasOn: false) { IsOn = true });
        }
    }

    private async Task SaveAsync()
    {
        Add(); // what was typed and not added is meant as well
        if (_failure is not null)
        {
            return;
        }

        await _dialog.CloseAsync();
        List<BulkChange> changes =
        [
            .. _choices.Where(choice => choice.IsOn is not null && choice.IsOn != choice.WasOn)
                .Select(choice => new BulkChange(choice.IsOn is true ? BulkAction.AddTag : BulkAction.RemoveTag, choice.Name)),
        ];
        if (changes.Count > 0)
        {
            await Bulk.DoAsync(User, Selection, changes);
        }
    }

    /// <summary>On, off, or, as it was, on some of them.</summary>
    private sealed class TagChoice(string name, int count, bool? wasOn)
    {
        public string Name => name;

        public int Count => count;

        public bool? WasOn { get; } = wasOn;

        public bool? IsOn { get; set; } = wasOn;

        public void Turn() => IsOn = IsOn is not true;
    }
}
