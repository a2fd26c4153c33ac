using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>
/// Looks on every page how far the exports are, once a second while one goes on. It says when one is over; what was begun
/// at this page and took no longer than one waits for is handed out by itself.
/// </summary>
public sealed partial class ExportWatch : ComponentBase, IDisposable
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private bool _isWatching;
    private bool _isSlow;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required OwnExports Exports { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private bool IsShownByPage => new Uri(Navigation.Uri).AbsolutePath == ExportList.Page;

    public void Dispose()
    {
        Exports.Changed -= OnChanged;
        _closed.Cancel();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Exports.Changed += OnChanged;
            await Exports.ReadAsync(User, _closed.Token);
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(StateHasChanged);

    private void OnChanged(object? sender, EventArgs change) => _ = InvokeAsync(async () =>
    {
        StateHasChanged();
        if (Exports.AreRunning && !_isWatching)
        {
            await WatchAsync();
        }
    });

    private async Task WatchAsync()
    {
        _isWatching = true;
        using var timer = new PeriodicTimer(Pace, Clock);
        Navigation.LocationChanged += OnLocationChanged; // only now: every page has one of these
        try
        {
            while (Exports.AreRunning && await timer.WaitForNextTickAsync(_closed.Token))
            {
                var running = Exports.All.Where(job => !job.IsOver).Select(job => job.Id).ToHashSet();
                _isSlow = true; // before it is told what was read
                foreach (var job in (await Exports.ReadAsync(User, _closed.Token)).Where(job => job.IsOver && running.Contains(job.Id)))
                {
                    Tell(job);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        finally
        {
            Navigation.LocationChanged -= OnLocationChanged;
            _isWatching = _isSlow = false;
            StateHasChanged();
        }
    }

    private void Tell(JobView job)
    {
        if (job is { State: JobState.Done, File: { } file })
        {
            Toasts.ShowFile(Wording.Count(job.Done - job.Skipped, ExportPagesTexts.OneExported, ExportPagesTexts.ManyExported), ExportPagesTexts.Download, file);
            if (Exports.IsBegunHere(job) && job.EndedAt - job.CreatedAt < Patience)
            {
                Navigation.NavigateTo(file, forceLoad: true);
            }
        }
        else if (job.State is JobState.Failed)
        {
            Toasts.ShowFailure(Wording.Of(ExportPagesTexts.ExportFailed, job.Reason));
        }
    }
}
