using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Formats.Html;

/// <summary>A turn as the page shows it; what belongs to it comes before its end.</summary>
internal static class HtmlTurn
{
    /// <summary>A longer word of the system's is folded.</summary>
    private const int QuietCharacters = 240;

    public static MarkupString End { get; } = new("</div>\n</article>\n");

    public static MarkupString Begin(Turn turn)
    {
        var (message, id) = (turn.Message, Id(turn.Message.Seq));
        return Markup.Of(
            $"""
            <article class="cw-msg cw-msg--{KindOf(turn)}" id="{id}">
            <div class="cw-msg__who"><h2 class="cw-msg__name" dir="auto">{turn.Heading}</h2>{Time(turn)}{Line(turn.Model)}{Place(turn)}</div>
            <div class="cw-msg__body" lang="{TextLanguage.Of(message.Content) ?? "und"}">
            {Reasoning(turn)}{Text(turn, id)}
            """);
    }

    private static string KindOf(Turn turn) => turn.Message.Type switch
    {
        MessageType.User => "user",
        MessageType.Ai => "ai",
        MessageType.System => "system",
        _ => throw new ArgumentOutOfRangeException(nameof(turn)),
    };

    private static string Id(int seq) => string.Create(CultureInfo.InvariantCulture, $"t{seq}");

    private static MarkupString Time(Turn turn) => turn.At is { } at
        ? Markup.Of($"""<time datetime="{TimeText.Machine(at)}">{at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)}</time>""")
        : default;

    private static MarkupString Line(string? text) => text is null ? default : Markup.Of($"<span>{text}</span>");

    private static MarkupString Place(Turn turn) => turn.Place switch
    {
        null => default,
        { Seq: { } seq } place => Markup.Of($"""<a href="#{Id(seq)}">{place.Text}</a>"""),
        var place => Line(place.Text),
    };

    private static MarkupString Reasoning(Turn turn) =>
        turn.Note.Reasoning is { } reasoning ? Aside(ExportTexts.ReasoningTitle, reasoning) : default;

    private static MarkupString Text(Turn turn, string id)
    {
        var (note, content) = (turn.Note, turn.Message.Content);
        var isSystem = turn.Message.Type is MessageType.System;
        return note.IsAside || (isSystem && (content.Length > QuietCharacters || content.Contains('\n', StringComparison.Ordinal))) ? Aside(TitleOf(note, isSystem), content)
            : isSystem ? Markup.Of($"""<p dir="auto">{content}</p>""")
            : Markup.Of($"""{Said(content, id)}{Interrupted(turn)}""");
    }

    private static MarkupString Said(string content, string id) =>
        content.Length == 0 ? default : Markup.Of($"""<div class="text" dir="auto">{new MarkupString(StillMarkdown.ToHtml(content, id))}</div>""");

    private static MarkupString Interrupted(Turn turn) =>
        turn.Message.State is MessageState.Final ? default : Markup.Of($"""<p class="note">{ExportTexts.InterruptedNote}</p>""");

    private static string TitleOf(MessageNote note, bool isSystem) =>
        note.IsReasoning ? ExportTexts.ReasoningTitle
        : note.IsTool ? (note.Name is { } tool ? Wording.Of(ExportTexts.ResultOf, TranscriptLabels.Short(tool)) : ExportTexts.ResultOfTool)
        : isSystem ? ExportTexts.SystemMessage
        : ExportTexts.HiddenMessage;

    private static MarkupString Aside(string title, string text) => Markup.Of(
        $"""
        <details class="cw-tool"><summary><span>{title}</span><span class="cw-num">{Wording.Count(text.AsSpan().TrimEnd('\n').Count('\n') + 1, ExportTexts.OneLine, ExportTexts.ManyLines)}</span></summary><pre tabindex="0" dir="auto">{text}</pre></details>

        """);
}
