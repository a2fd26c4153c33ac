using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What the open conversation is, and what can be done to it.</summary>
public sealed partial class TranscriptHeader : ComponentBase
{
    private bool _isTagging;
    private bool _isDownloading;
    private bool _isPurging;
    private bool _isRenaming;

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    [Parameter]
    public bool IsOnLivePage { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConversationActions Actions { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private MarkupString Downloads() => new(string.Concat(DownloadFormat.All.Select(format => Markup.Of(
        $"""<a role="menuitem" tabindex="-1" href="{HistoryAddresses.Export(Conversation.Id, format.Name)}" download>{Icons.Of(IconName.Export)}{format.Text}</a>"""))));

    private static string FindTitle => Wording.Of(HistoryTexts.WithKey, HistoryTexts.FindInConversation, "F");

    /// <summary>The list that it was opened from, and that Back leads to.</summary>
    private string ListAddress => IsOnLivePage ? HistoryAddresses.Live() : HistoryAddresses.List(HistoryAddresses.ListIn(Navigation.Uri));

    private string Sub
    {
        get
        {
            IEnumerable<string?> parts =
            [
                Personality?.Name ?? Conversation.Model,
                Wording.Count(Conversation.MessageCount, HistoryTexts.OneMessage, HistoryTexts.ManyMessages),
                Conversation.AudioDuration > 0 ? Durations.Of(Conversation.AudioDuration) : null,
                Conversation.Status switch
                {
                    Data.Conversations.ConversationStatus.Archived => HistoryTexts.IsArchived,
                    Data.Conversations.ConversationStatus.Deleted => HistoryTexts.IsInTrash,
                    _ => null,
                },
            ];
            return string.Join(" · ", parts.Where(part => part is not null));
        }
    }

    private void Rename() => _isRenaming = true;

    private Task StarAsync() => Actions.StarAsync(User, Conversation.Id, !Conversation.Starred);

    private BulkSelection OnlyThis => BulkSelection.Of(new HashSet<Guid> { Conversation.Id });

    private bool IsArchived => Conversation.Status is Data.Conversations.ConversationStatus.Archived;

    private Task ArchiveAsync() => Actions.ArchiveAsync(User, Conversation.Id, !IsArchived);

    private Task RestoreAsync() => Actions.RestoreAsync(User, Conversation.Id);

    private async Task TrashAsync()
    {
        var address = IsOnLivePage ? HistoryAddresses.Live(Conversation.Id) : HistoryAddresses.Conversation(Conversation.Id, HistoryAddresses.ListIn(Navigation.Uri));
        if (await Actions.TrashAsync(User, Conversation.Id, () => Navigation.NavigateTo(address)))
        {
            Navigation.NavigateTo(ListAddress);
        }
    }
}
