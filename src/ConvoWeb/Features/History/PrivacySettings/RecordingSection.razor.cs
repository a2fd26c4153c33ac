using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>The note about recording, and whether a person has agreed to it.</summary>
public sealed partial class RecordingSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private RecordingSettings? _recording;
    private string? _failure;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required ConsentService Consent { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override Task OnInitializedAsync() => TryAsync(() => Consent.GetAsync(User, _closed.Token));

    private Task SaveAsync(bool agrees) => TryAsync(() => Consent.SaveAsync(User, agrees, _closed.Token));

    private string State(RecordingSettings recording) => recording switch
    {
        { IsOn: true } when !Settings.PersistTranscripts => PrivacySettingsTexts.RecordingNowhere,
        { IsOn: true, AgreedAt: { } at } => Wording.Of(PrivacySettingsTexts.RecordingIsOn, Time.Full(at)),
        { AgreedAt: { } at } => Wording.Of(PrivacySettingsTexts.RecordingIsOld, Time.Full(at)),
        _ => PrivacySettingsTexts.RecordingIsOff,
    };

    private async Task TryAsync(Func<Task<RecordingSettings>> ask)
    {
        try
        {
            _failure = null;
            _recording = await ask();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            _failure = reason;
        }
    }
}
