using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>What is kept, and where: plain facts.</summary>
public sealed partial class KeptSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private Kept? _kept;
    private string? _failure;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required KeptService Service { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _kept = await Service.ReadAsync(User, _closed.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            _failure = reason; // the other settings work without it
        }
    }

    private string Amount
    {
        get
        {
            if (_kept is null)
            {
                return PrivacySettingsTexts.Counting;
            }

            var conversations = Wording.Count(_kept.Conversations, PrivacySettingsTexts.OneConversation, PrivacySettingsTexts.ManyConversations);
            var messages = Wording.Count(_kept.Messages, PrivacySettingsTexts.OneMessage, PrivacySettingsTexts.ManyMessages);
            return _kept.InTrash == 0
                ? Wording.Of(PrivacySettingsTexts.AmountKept, conversations, messages, Wording.Size(_kept.Bytes))
                : Wording.Of(PrivacySettingsTexts.AmountKeptAndTrashed, conversations, Wording.Number(_kept.InTrash), messages, Wording.Size(_kept.Bytes));
        }
    }
}
