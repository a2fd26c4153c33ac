using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.Connecting;

/// <summary>How a program asks its model through ConvoWeb, and whether that is recorded.</summary>
public sealed partial class UpstreamSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private bool? _isAgreed;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConsentService Consent { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    private string Address => $"{Navigation.BaseUri}v1";

    private string NamedAddress => $"{Navigation.BaseUri}upstreams/{Settings.Upstreams[^1].Name}/v1";

    private UpstreamExamples Examples => new(Address, HasKey);

    private bool HasKey => Settings.Upstreams.All(upstream => upstream.HasKey);

    private bool IsThisMachine => new Uri(Navigation.BaseUri).IsLoopback;

    /// <summary>Null while it is not known.</summary>
    private string? Recorded => _isAgreed switch
    {
        _ when !Settings.PersistTranscripts => ConnectingTexts.NothingIsStored,
        true => ConnectingTexts.IsRecorded,
        false => ConnectingTexts.NotAgreed,
        null => null,
    };

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _isAgreed = Settings.Upstreams.Count > 0 ? (await Consent.GetAsync(User, _closed.Token)).IsOn : null;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception exception) when (Database.Translate(exception) is not null)
        {
            // The lines hold without it.
        }
    }
}
