using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Retention;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>Looks for private details in what was kept before they were to be removed, and replaces them when that is wanted.</summary>
public sealed partial class StoredDetails : ComponentBase, IDisposable
{
    private CancellationTokenSource? _stop;
    private RedactionFindings _findings = RedactionFindings.Nothing;
    private string? _failure;
    private bool _isFound;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required StoredRedaction Stored { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    public void Dispose() => _stop?.Cancel();

    private async Task FindAsync() => _isFound = await RunAsync(Stored.FindAsync);

    private async Task ApplyAsync()
    {
        await RunAsync(Stored.ApplyAsync);
        if (_findings.Conversations > 0)
        {
            Toasts.Show(Wording.Count(_findings.Conversations, PrivacySettingsTexts.ReplacedInOne, PrivacySettingsTexts.ReplacedInMany));
        }

        (_findings, _isFound) = (RedactionFindings.Nothing, false);
    }

    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> RunAsync(Func<CurrentUser, Action<RedactionFindings>, CancellationToken, Task<RedactionFindings>> work)
    {
        using var stop = new CancellationTokenSource();
        (_stop, _findings, _failure) = (stop, RedactionFindings.Nothing, null);
        StateHasChanged();
        try
        {
            // Not on the circuit, which is to show how far it is.
            _findings = await Task.Run(() => work(User, Show, stop.Token), CancellationToken.None);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            _failure = reason;
            return false;
        }
        finally
        {
            _stop = null;
        }
    }

    private void Show(RedactionFindings findings) => _ = InvokeAsync(() =>
    {
        if (_stop is not null)
        {
            _findings = findings;
            StateHasChanged();
        }
    });
}
