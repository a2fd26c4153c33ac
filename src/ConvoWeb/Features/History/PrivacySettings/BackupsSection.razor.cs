using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>The files of what a rule has deleted for good, each to be taken back, downloaded or deleted. Without any, there is nothing to see.</summary>
public sealed partial class BackupsSection : SettingsSection
{
    private const int AtOnce = 10;

    private List<BackupView>? _items;
    private BackupTotals _totals = new(0, 0);
    private string? _next;
    private Guid? _asked;
    private bool _isAtIt;

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required BackupService Backups { get; init; }

    [Inject]
    public required FileService Files { get; init; }

    [Inject]
    public required ImportService Imports { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    protected override Task OnInitializedAsync() => ReadOnAsync();

    private Task ReadOnAsync() => WorkAsync(async () =>
    {
        _totals = await Backups.TotalsAsync(User, Closed);
        var page = await Backups.ListAsync(User, _next, AtOnce, Closed);
        (_items ??= []).AddRange(page.Items);
        _next = page.NextCursor;
    });

    private Task RemoveAsync(BackupView backup) => WorkAsync(async () =>
    {
        await Backups.RemoveAsync(User, backup.Id, Closed);
        Forget(backup);
        Toasts.Show(PrivacySettingsTexts.BackupDeleted);
    });

    /// <summary>As an import of the file; that stays until it is deleted.</summary>
    private Task BringBackAsync(BackupView backup) => WorkAsync(async () =>
    {
        if (await Files.OpenAsync(User, backup.FileId, Closed) is not var (_, content))
        {
            Forget(backup);
            return;
        }

        await using (content)
        {
            var upload = new[] { new ImportUpload(backup.FileName, content) }.ToAsyncEnumerable();
            var report = await Imports.ImportAsync(User, upload, new ImportOptions { BringsBack = true }, Closed);
            Tell(report.Items.FirstOrDefault(), report.Fault);
        }
    });

    private void Tell(ImportItem? item, string? fault)
    {
        if (item is { Outcome: ImportOutcome.Imported or ImportOutcome.Updated or ImportOutcome.Unchanged, Id: { } id })
        {
            Toasts.Show(
                item.Outcome is ImportOutcome.Unchanged ? PrivacySettingsTexts.IsThereAlready : PrivacySettingsTexts.BroughtBack,
                PrivacySettingsTexts.Open,
                () =>
                {
                    Navigation.NavigateTo($"/c/{id}");
                    return Task.CompletedTask;
                });
        }
        else
        {
            Toasts.ShowFailure(Wording.Of(PrivacySettingsTexts.NotBroughtBack, item?.Reason ?? fault ?? ""));
        }
    }

    private void Forget(BackupView backup)
    {
        _items!.Remove(backup);
        _totals = new BackupTotals(_totals.Count - 1, _totals.Bytes - backup.Size);
    }

    private async Task WorkAsync(Func<Task> work)
    {
        _isAtIt = true;
        await TryAsync(work);
        _isAtIt = false;
    }
}
