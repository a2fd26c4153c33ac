using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Asks for another title.</summary>
public sealed partial class RenameDialog : ComponentBase
{
    private TextDialog _dialog = null!;
    private ConversationView? _conversation;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConversationActions Actions { get; init; }

    public void Open(ConversationView conversation)
    {
        _conversation = conversation;
        _dialog.Open(conversation.Title);
    }
}
