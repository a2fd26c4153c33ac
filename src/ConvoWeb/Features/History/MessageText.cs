using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

public enum MessageForm
{
    /// <summary>What somebody said, as Markdown.</summary>
    Said,

    /// <summary>One line of the system's.</summary>
    Remark,

    /// <summary>What is not part of the talk, behind one line that says what it is.</summary>
    Aside,
}

/// <summary>What of a message's text is shown, and how: all that is behind a fold is not in it, and is read when somebody opens that.</summary>
public sealed record MessageText
{
    /// <summary>Above this a message opens folded.</summary>
    private const int LongWords = 400;

    /// <summary>A folded message is rendered only so far, which fills the part of it that shows several times over.</summary>
    private const int FoldedCharacters = 2_000;

    private const int FoldedLineCharacters = 500, OpenLineCharacters = 20_000;

    private const int QuietCharacters = 240;

    public required MessageForm Form { get; init; }

    /// <summary>What was said.</summary>
    public MarkupString Html { get; init; }

    /// <summary>Of a remark and an aside; beside what was said, what the model thought before.</summary>
    public string Plain { get; init; } = "";

    /// <summary>Of an aside.</summary>
    public string? Title { get; init; }

    /// <summary>Of what is behind a line.</summary>
    public string Size { get; init; } = "";

    /// <summary>What a tool answered.</summary>
    public bool IsTool { get; init; }

    public string? Language { get; init; }

    public int Words { get; init; }

    /// <summary>It can be folded up.</summary>
    public bool IsLong { get; init; }

    /// <summary>There is more of it than is here.</summary>
    public bool IsCut { get; init; }

    public bool IsOpen { get; init; }

    public static MessageText Of(MessageView message, bool isOpen)
    {
        var note = MessageNote.Of(message);
        var isSystem = message.Type is MessageType.System && message.State is not MessageState.Draft;
        return note.IsAside || (isSystem && IsMoreThanARemark(message.Content)) ? Aside(note, message, isOpen)
            : isSystem ? new MessageText { Form = MessageForm.Remark, Plain = message.Content }
            : Said(note, message, isOpen);
    }

    private static MessageText Said(MessageNote note, MessageView message, bool isOpen)
    {
        var words = CountWords(message.Content);
        var isLong = words > LongWords || message.Content.Length > 4 * FoldedCharacters;
        var isCut = isLong && !isOpen;
        var content = isCut ? CutAtLine(message.Content, FoldedCharacters) : message.Content;
        return new MessageText
        {
            Form = MessageForm.Said,
            Html = new MarkupString(MarkdownText.ToHtml(content, $"m{message.Id:N}")),
            Plain = Cut(note.Reasoning ?? "", FoldedCharacters, Rest),
            Size = WordsOf(note.Reasoning ?? ""),
            Language = TextLanguage.Of(message.Content),
            Words = words,
            IsLong = isLong,
            IsCut = isCut,
            IsOpen = isOpen,
        };
    }

    private static MessageText Aside(MessageNote note, MessageView message, bool isOpen)
    {
        var shown = isOpen ? OpenLineCharacters : FoldedLineCharacters;
        return new MessageText
        {
            Form = MessageForm.Aside,
            Plain = Cut(message.Content, shown, isOpen ? Rest : "…"),
            Title = note.IsReasoning ? HistoryTexts.Reasoning
                : note.IsTool ? (note.Name is { } tool ? Wording.Of(HistoryTexts.ResultOf, tool) : HistoryTexts.ResultOfTool)
                : message.Type is MessageType.System ? HistoryTexts.SystemMessage
                : HistoryTexts.HiddenMessage,
            Size = message.State is MessageState.Draft ? HistoryTexts.BeingWritten
                : note.IsReasoning ? WordsOf(message.Content)
                : Wording.Count(message.Content.AsSpan().TrimEnd('\n').Count('\n') + 1, HistoryTexts.OneLine, HistoryTexts.ManyLines),
            IsTool = note.IsTool,
            IsCut = !isOpen && message.Content.Length > shown,
            IsOpen = isOpen,
        };
    }

    private static string Rest => $"\n…\n{HistoryTexts.RestInDownload}";

    private static string Cut(string text, int length, string end) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + end;

    private static string CutAtLine(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var line = text.LastIndexOf('\n', length);
        return line < length / 2 ? Cut(text, length, "") : text[..line];
    }

    private static bool IsMoreThanARemark(string content) =>
        content.Length > QuietCharacters || content.Contains('\n', StringComparison.Ordinal);

    private static string WordsOf(string text) => Wording.Count(CountWords(text), HistoryTexts.OneWord, HistoryTexts.ManyWords);

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
