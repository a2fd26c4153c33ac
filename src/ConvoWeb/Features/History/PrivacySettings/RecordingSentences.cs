using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>The note that <see cref="RecordingNote.Version"/> counts.</summary>
internal static class RecordingSentences
{
    public static IReadOnlyList<string> Of(IDatabase database, Settings settings) =>
    [
        PrivacySettingsTexts.NoteWhat,
        PrivacySettingsTexts.NoteKeys,
        Wording.Of(PrivacySettingsTexts.NoteWhere, database.Url.Display),
        settings.RetentionMaxDays is { } days
            ? Wording.Of(PrivacySettingsTexts.NoteAtMost, Wording.Count(days, PrivacySettingsTexts.OneDay, PrivacySettingsTexts.ManyDays))
            : PrivacySettingsTexts.NoteHowLong,
        PrivacySettingsTexts.NoteWho,
        PrivacySettingsTexts.NoteEnd,
        PrivacySettingsTexts.NoteOwnAct,
    ];
}
