using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

public enum MessageForm
{
    /// <summary>What somebody said, as Markdown.</summary>
    Said,

    /// <summary>One line of the system's.</summary>
    Remark,

    /// <summary>What is not part of the talk, behind one line that says what it is.</summary>
    Folded,
}

/// <summary>
/// How a message is shown: made of its text once, when that is read, so that a circuit holds neither the text nor the same
/// HTML twice. What of a long text is folded away is not held either: it is read again when somebody opens it.
/// </summary>
public sealed record MessageLook
{
    /// <summary>Above this a message opens folded.</summary>
    private const int LongWords = 400;

    /// <summary>A folded message is rendered only so far, which fills the part of it that shows several times over.</summary>
    private const int FoldedCharacters = 2_000;

    private const int FoldedLineCharacters = 500, OpenLineCharacters = 20_000;

    private const int QuietCharacters = 240;

    private const string Rest = "\n…\nThe rest is in the download.";

    /// <summary>What the model thought.</summary>
    public const string Reasoning = "Reasoning";

    public required MessageForm Form { get; init; }

    /// <summary>What was said, or the part of it that shows.</summary>
    public string Html { get; init; } = "";

    /// <summary>Of a remark, and of what is behind a line; beside what was said, what the model thought before.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of what is behind a line; null is what its speaker hid.</summary>
    public string? Title { get; init; }

    /// <summary>Of what is behind a line.</summary>
    public string? Size { get; init; }

    /// <summary>What is behind a line is what a tool answered.</summary>
    public bool IsTool { get; init; }

    public string? Language { get; init; }

    public int Words { get; init; }

    /// <summary>Long enough to be folded.</summary>
    public bool IsLong { get; init; }

    /// <summary>There is more of it than is here.</summary>
    public bool IsCut { get; init; }

    public bool IsOpen { get; init; }

    /// <summary>The reader was led here.</summary>
    public bool IsHit { get; init; }

    /// <summary>Somebody changes its text.</summary>
    public bool IsEdited { get; init; }

    /// <summary>Where there are others beside it.</summary>
    public MessageVersions? Versions { get; init; }

    /// <summary>Its text while it is written: then it shows itself, and its message is not rendered for it.</summary>
    public DraftText? Draft { get; init; }

    public static MessageLook Of(MessageView message, MessageHtml html, DraftText? draft, bool isOpen)
    {
        var note = MessageNote.Of(message);
        var isSystem = message.Type is MessageType.System;
        return note.IsAside || (isSystem && draft is null && IsMoreThanARemark(message.Content)) ? Behind(note, message, draft, isOpen)
            : isSystem && draft is null ? new MessageLook { Form = MessageForm.Remark, Text = message.Content }
            : draft is not null ? new MessageLook { Form = MessageForm.Said, Draft = draft }
            : Said(note, message, html, isOpen);
    }

    private static MessageLook Said(MessageNote note, MessageView message, MessageHtml html, bool isOpen)
    {
        var words = CountWords(message.Content);
        var isLong = words > LongWords || message.Content.Length > 4 * FoldedCharacters;
        return new MessageLook
        {
            Form = MessageForm.Said,
            Html = html.Of(message.Id, message.Version, message.Content, isLong && !isOpen ? FoldedCharacters : int.MaxValue),
            Text = Cut(note.Reasoning ?? "", FoldedCharacters, Rest),
            Size = note.Reasoning is null ? null : Counted(CountWords(note.Reasoning), "word"),
            Language = TextLanguage.Of(message.Content),
            Words = words,
            IsLong = isLong,
            IsCut = isLong && !isOpen,
            IsOpen = isOpen,
        };
    }

    private static MessageLook Behind(MessageNote note, MessageView message, DraftText? draft, bool isOpen)
    {
        var shown = isOpen ? OpenLineCharacters : FoldedLineCharacters;
        return new MessageLook
        {
            Form = MessageForm.Folded,
            Text = Cut(message.Content, shown, isOpen ? Rest : "…"),
            Title = note.IsReasoning ? Reasoning
                : note.IsTool ? $"Result of {note.Name ?? "a tool"}"
                : message.Type is MessageType.System ? "System message"
                : null,
            Size = draft is not null ? "being written"
                : note.IsReasoning ? Counted(CountWords(message.Content), "word")
                : Counted(message.Content.AsSpan().TrimEnd('\n').Count('\n') + 1, "line"),
            IsTool = note.IsTool,
            IsCut = !isOpen && message.Content.Length > shown,
            IsOpen = isOpen,
            Draft = draft,
        };
    }

    private static string Cut(string text, int length, string end) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + end;

    private static bool IsMoreThanARemark(string content) =>
        content.Length > QuietCharacters || content.Contains('\n', StringComparison.Ordinal);

    private static string Counted(int count, string thing) =>
        count == 1 ? $"1 {thing}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}s");

    /// <summary>A Chinese or Japanese character counts as half a word, since no blanks stand between words.</summary>
    private static int CountWords(string text)
    {
        int words = 0, ideographs = 0;
        var inWord = false;
        foreach (var c in text)
        {
            if (c is >= '\u3040' and <= '\u9FFF')
            {
                ideographs++;
                inWord = false;
            }
            else if (char.IsWhiteSpace(c))
            {
                inWord = false;
            }
            else if (!inWord)
            {
                inWord = true;
                words++;
            }
        }

        return words + (ideographs / 2);
    }
}
