using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Audit;
using ConvoWeb.Features.Audit;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>What was done to the owner's data, the newest first.</summary>
public sealed partial class TrailSection : SettingsSection
{
    private const int AtOnce = 10;

    private List<AuditView>? _entries;
    private string? _next;

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required AuditTrail Trail { get; init; }

    protected override Task OnInitializedAsync() => ReadOnAsync();

    private Task ReadOnAsync() => TryAsync(async () =>
    {
        var page = await Trail.ListAsync(User.Id, _next, AtOnce, Closed);
        (_entries ??= []).AddRange(page.Items);
        _next = page.NextCursor;
    });

    private string WhoDid(AuditView entry) =>
        entry.Actor == User.Id ? PrivacySettingsTexts.You : entry.Actor == AuditEntry.Program ? PrivacySettingsTexts.ByItself : entry.Actor;

    private static string What(AuditView entry) => (entry.Action, entry.Count == 1) switch
    {
        (AuditAction.Exported, true) => PrivacySettingsTexts.ExportedOne,
        (AuditAction.Exported, false) => PrivacySettingsTexts.ExportedMany,
        (AuditAction.ExportBrokenOff, true) => PrivacySettingsTexts.ExportOfOneBrokeOff,
        (AuditAction.ExportBrokenOff, false) => PrivacySettingsTexts.ExportOfManyBrokeOff,
        (AuditAction.Imported, true) => PrivacySettingsTexts.ImportedOne,
        (AuditAction.Imported, false) => PrivacySettingsTexts.ImportedMany,
        (AuditAction.Trashed, true) => PrivacySettingsTexts.TrashedOne,
        (AuditAction.Trashed, false) => PrivacySettingsTexts.TrashedMany,
        (AuditAction.Restored, true) => PrivacySettingsTexts.RestoredOne,
        (AuditAction.Restored, false) => PrivacySettingsTexts.RestoredMany,
        (AuditAction.Purged, true) => PrivacySettingsTexts.PurgedOne,
        (AuditAction.Purged, false) => PrivacySettingsTexts.PurgedMany,
        (AuditAction.Removed, _) => PrivacySettingsTexts.RemovedMessage,
        (AuditAction.Replaced, _) => PrivacySettingsTexts.ReplacedMessage,
        (AuditAction.RulesChanged, _) => PrivacySettingsTexts.ChangedRules,
        (AuditAction.RedactionChanged, _) => PrivacySettingsTexts.ChangedRedaction,
        (AuditAction.Redacted, _) => PrivacySettingsTexts.RedactedStored,
        (AuditAction.ConsentGiven, _) => PrivacySettingsTexts.GaveConsent,
        (AuditAction.ConsentWithdrawn, _) => PrivacySettingsTexts.WithdrewConsent,
        (AuditAction.BackedUp, _) => PrivacySettingsTexts.BackedUp,
        (AuditAction.NotBackedUp, _) => PrivacySettingsTexts.NotBackedUp,
        (AuditAction.BackupRemoved, _) => PrivacySettingsTexts.RemovedBackup,
        (AuditAction.Silenced, _) => PrivacySettingsTexts.Silenced,
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Action, "Nothing is told of it."),
    };
}
