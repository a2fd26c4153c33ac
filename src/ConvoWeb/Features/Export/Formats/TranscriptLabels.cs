using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>What the formats for people call things.</summary>
internal static class TranscriptLabels
{
    private const int MaxName = 100;

    /// <summary>Who says it, and what a reader should know of it: a tool's output, a thought, or what no page showed.</summary>
    public static string SpeakerOf(MessageView message, ExportDocument document)
    {
        var note = MessageNote.Of(message);
        string?[] marks =
        [
            note.IsReasoning ? ExportTexts.Reasoning : null,
            note.IsHidden ? ExportTexts.Hidden : null,
            message.State is MessageState.Final ? null : ExportTexts.Interrupted,
        ];
        return Marked(NameOf(message, document), marks);
    }

    /// <summary>Who says it, alone.</summary>
    public static string NameOf(MessageView message, ExportDocument document)
    {
        if (message.Type is MessageType.User)
        {
            return ExportTexts.User; // whoever reads the file is somebody else
        }

        var note = MessageNote.Of(message);
        return !note.IsTool ? OneLine(SpokenBy.Name(message, document.Conversation, document.Personality))
            : note.Name is { } tool ? Wording.Of(ExportTexts.NamedTool, Short(tool))
            : ExportTexts.Tool;
    }

    public static string Marked(string name, params IEnumerable<string?> marks) =>
        string.Join(", ", marks.OfType<string>()) is { Length: > 0 } mark ? Wording.Of(ExportTexts.Marked, name, mark) : name;

    /// <summary>From when to when, and with which model, as far as that is to be said; else nothing.</summary>
    public static string DatesOf(ExportDocument document)
    {
        var conversation = document.Conversation;
        var (from, to) = (Time(conversation.CreatedAt), Time(conversation.LastMessageAt));
        from = string.CompareOrdinal(from, to) > 0 ? to : from; // its messages may be older than itself
        string?[] parts =
        [
            !document.Options.Timestamps ? null : from == to ? Wording.Of(ExportTexts.Period, from) : Wording.Of(ExportTexts.FromTo, from, to),
            document.Options.Metadata && conversation.Model is { } model ? OneLine(model) : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A name from outside: one line of it, and not a page.</summary>
    public static string Short(string name) => string.Concat(OneLine(name).EnumerateRunes().Take(MaxName));
}
