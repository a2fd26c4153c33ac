using ConvoWeb.Components.Shared;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>What is kept, and where: plain facts.</summary>
public sealed partial class KeptSection : SettingsSection
{
    private Kept? _kept;

    [Inject]
    public required KeptService Service { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    protected override Task OnInitializedAsync() => TryAsync(async () => _kept = await Service.ReadAsync(User, Closed));

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
