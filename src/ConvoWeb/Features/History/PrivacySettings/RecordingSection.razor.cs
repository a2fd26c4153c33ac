using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>The note about recording, and whether a person has agreed to it.</summary>
public sealed partial class RecordingSection : SettingsSection
{
    private RecordingSettings? _recording;

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required ConsentService Consent { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    protected override Task OnInitializedAsync() => TryAsync(async () => _recording = await Consent.GetAsync(User, Closed));

    private Task SaveAsync(bool agrees) => TryAsync(async () => _recording = await Consent.SaveAsync(User, agrees, Closed));

    private string State(RecordingSettings recording) => recording switch
    {
        { IsOn: true } when !Settings.PersistTranscripts => PrivacySettingsTexts.RecordingNowhere,
        { IsOn: true, AgreedAt: { } at } => Wording.Of(PrivacySettingsTexts.RecordingIsOn, Time.Full(at)),
        { AgreedAt: { } at } => Wording.Of(PrivacySettingsTexts.RecordingIsOld, Time.Full(at)),
        _ => PrivacySettingsTexts.RecordingIsOff,
    };
}
