using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>What one owner has removed from texts: before they are stored, and when what was stored before is shown.</summary>
/// <param name="MayBeRecorded">They agreed that what passes through the proxy is stored.</param>
/// <param name="Revision">Goes up with each change of it.</param>
public sealed record RedactionPolicy(Redactor Redactor, bool StripsSystem, bool MayBeRecorded, long Revision)
{
    /// <summary>Stands where a system prompt was: that there was one is known, and no more.</summary>
    public const string SystemRemoved = "[system prompt removed]";

    public bool IsNone => Redactor.Profiles is RedactionProfiles.None && !StripsSystem;

    internal static RedactionPolicy Of(OwnerRedaction stored) =>
        new(
            Redactor.For(RedactionWords.Parse(stored.Profiles, "profiles")),
            stored.StripsSystem,
            stored.RecordingVersion == RecordingNote.Version,
            stored.Revision);

    /// <summary>Of what passed through the proxy keys are never kept, whatever its owner chose, and nothing at all is without their consent.</summary>
    /// <exception cref="NotRecordedException">They have not given it, or have taken it back.</exception>
    public RedactionPolicy For(CurrentUser user) =>
        !user.IsRecorder ? this
        : MayBeRecorded ? this with { Redactor = Redactor.For(Redactor.Profiles | RedactionProfiles.Secrets) }
        : throw new NotRecordedException();

    public string Text(string text) => Redactor.Redact(text);

    /// <summary>The texts in a JSON object; what is no text stays.</summary>
    public string? Json(string? json) => json is null ? null : Redactor.RedactJson(json);

    /// <summary>The words of a message.</summary>
    public string Content(MessageType type, string content, string? metadata) =>
        content.Length > 0 && IsPrompt(type, metadata) ? SystemRemoved : Text(content);

    public NewMessageRow Row(NewMessageRow row) => IsNone ? row : row with
    {
        Content = Content(row.Type, row.Content, row.Metadata),
        Metadata = Json(row.Metadata),
    };

    public MessageChange Change(MessageType type, MessageChange change) => IsNone ? change : change with
    {
        Content = Content(type, change.Content, change.Metadata),
        Metadata = Json(change.Metadata),
    };

    /// <summary>What a tool put out, and what a model thought, are system messages too, and no prompts.</summary>
    private bool IsPrompt(MessageType type, string? metadata)
    {
        if (!StripsSystem || type is not MessageType.System || metadata is null)
        {
            return StripsSystem && type is MessageType.System;
        }

        using var document = JsonDocument.Parse(metadata);
        return !Is("role", "tool") && !Is("kind", "reasoning");

        bool Is(string name, string value) => document.RootElement.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String && member.ValueEquals(value);
    }

    /// <summary>Null when nothing is removed.</summary>
    public DraftRedaction? Draft(RedactedDraft draft) =>
        IsPrompt(draft.Type, draft.Metadata) ? new DraftRedaction(SystemRemoved.Length, (tail, _) => (0, tail == SystemRemoved ? "" : SystemRemoved))
        : Redactor.Profiles is RedactionProfiles.None ? null
        : new DraftRedaction(Redactor.ContextLength, (tail, piece) =>
        {
            var redacted = Redactor.Redact(tail, piece);
            return (redacted.TakenBack, redacted.Appended);
        });
}
