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

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

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

    private string Amount => _kept is null
        ? "Counting…"
        : $"{Counted(_kept.Conversations, "conversation")}{InTrash(_kept.InTrash)} with {Counted(_kept.Messages, "message")}. The database takes {Time.Culture.Size(_kept.Bytes)}.";

    private string InTrash(long count) => count == 0 ? "" : $" ({Wording.Number(count)} in the trash)";

    private string Counted(long count, string what) => count == 1 ? $"1 {what}" : $"{Wording.Number(count)} {what}s";
}
