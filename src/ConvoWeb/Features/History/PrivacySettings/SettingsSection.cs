using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>A section of the page: what does not work in it is told there, and the others work without it.</summary>
public abstract class SettingsSection : FollowingComponent, IAsyncDisposable
{
    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required IDatabase Database { get; init; }

    /// <summary>Why the last thing that was tried did not work.</summary>
    protected string? Failure { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task TryAsync(Func<Task> work, bool keepsFailure = false)
    {
        try
        {
            Failure = keepsFailure ? Failure : null;
            await work();
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            Failure = reason;
        }
    }
}
