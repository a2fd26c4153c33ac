using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
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

    public required MessageForm Form { get; init; }

    /// <summary>What was said, or the part of it that shows.</summary>
    public string Html { get; init; } = "";

    /// <summary>What stands before it: its sound, what the model thought. Of a remark and an aside it is all there is.</summary>
    public MarkupString Before { get; init; }

    /// <summary>What stands after it.</summary>
    public MarkupString After { get; init; }

    /// <summary>Of an aside.</summary>
    public string? Title { get; init; }

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

    public static async Task<MessageLook> OfAsync(MessageView message, MessageHtml html, DraftText? draft, bool isOpen)
    {
        var note = MessageNote.Of(message);
        var isSystem = message.Type is MessageType.System && draft is null;
        return note.IsAside || (isSystem && IsMoreThanARemark(message.Content)) ? await AsideAsync(note, message, draft, isOpen)
            : isSystem ? Remark(message.Content)
            : await SaidAsync(note, message, html, draft, isOpen);
    }

    private static MessageLook Remark(string text) => new()
    {
        Form = MessageForm.Remark,
        Before = Markup.Of($"{Icons.Of(IconName.Info, small: true)}<span dir=\"auto\">{text}</span>"),
    };

    private static async Task<MessageLook> SaidAsync(MessageNote note, MessageView message, MessageHtml html, DraftText? draft, bool isOpen)
    {
        var look = new MessageLook
        {
            Form = MessageForm.Said,
            Before = message.AudioUrl is not null || note.Reasoning is not null ? await PrefaceAsync(message, note.Reasoning) : default,
            After = note.HasAttachments || message.State is MessageState.Interrupted || !message.IsStored ? await AddendaAsync(message) : default,
            Draft = draft,
        };
        if (draft is not null)
        {
            return look;
        }

        var words = CountWords(message.Content);
        var isLong = words > LongWords || message.Content.Length > 4 * FoldedCharacters;
        return look with
        {
            Html = html.Of(message.Id, message.Version, message.Content, isLong && !isOpen ? FoldedCharacters : int.MaxValue),
            Language = TextLanguage.Of(message.Content),
            Words = words,
            IsLong = isLong,
            IsCut = isLong && !isOpen,
            IsOpen = isOpen,
        };
    }

    private static async Task<MessageLook> AsideAsync(MessageNote note, MessageView message, DraftText? draft, bool isOpen)
    {
        var shown = isOpen ? OpenLineCharacters : FoldedLineCharacters;
        var title = note.IsReasoning ? HistoryTexts.Reasoning
            : note.IsTool ? (note.Name is { } tool ? Wording.Of(HistoryTexts.ResultOf, tool) : HistoryTexts.ResultOfTool)
            : message.Type is MessageType.System ? HistoryTexts.SystemMessage
            : HistoryTexts.HiddenMessage;
        var size = draft is not null ? HistoryTexts.BeingWritten
            : note.IsReasoning ? WordsOf(message.Content)
            : Wording.Count(message.Content.AsSpan().TrimEnd('\n').Count('\n') + 1, HistoryTexts.OneLine, HistoryTexts.ManyLines);
        var isCut = !isOpen && message.Content.Length > shown;
        return new MessageLook
        {
            Form = MessageForm.Aside,
            Before = await StaticMarkup.RenderAsync<MessageAside>(new(StringComparer.Ordinal)
            {
                [nameof(MessageAside.Title)] = title,
                [nameof(MessageAside.Size)] = size,
                [nameof(MessageAside.Text)] = Cut(message.Content, shown, isOpen ? Rest : "…"),
                [nameof(MessageAside.IsTool)] = note.IsTool,
                [nameof(MessageAside.IsOpen)] = isOpen,
                [nameof(MessageAside.IsCut)] = isCut,
            }),
            Title = title,
            IsCut = isCut,
            IsOpen = isOpen,
            Draft = draft,
        };
    }

    private static Task<MarkupString> PrefaceAsync(MessageView message, string? reasoning) =>
        StaticMarkup.RenderAsync<MessagePreface>(new(StringComparer.Ordinal)
        {
            [nameof(MessagePreface.Message)] = message,
            [nameof(MessagePreface.Reasoning)] = reasoning is null ? null : Cut(reasoning, FoldedCharacters, Rest),
            [nameof(MessagePreface.ReasoningSize)] = WordsOf(reasoning ?? ""),
        });

    private static Task<MarkupString> AddendaAsync(MessageView message) =>
        StaticMarkup.RenderAsync<MessageAddenda>(new(StringComparer.Ordinal) { [nameof(MessageAddenda.Message)] = message });

    private static string Rest => $"\n…\n{HistoryTexts.RestInDownload}";

    private static string Cut(string text, int length, string end) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + end;

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
