using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Asks for another title: Enter saves, Esc leaves it as it was.</summary>
public sealed partial class RenameDialog : ComponentBase
{
    private Dialog _dialog = null!;
    private ConversationView? _conversation;
    private string _title = "";
    private string? _failure;
    private bool _saving;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConversationActions Actions { get; init; }

    public void Open(ConversationView conversation)
    {
        _conversation = conversation;
        _title = conversation.Title;
        _failure = null;
        _dialog.Open();
        StateHasChanged();
    }

    private Task CloseAsync() => _dialog.CloseAsync();

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        _failure = await Actions.RenameAsync(User, _conversation!, _title);
        _saving = false;
        if (_failure is null)
        {
            await CloseAsync();
        }
    }
}
