using System.IO.Pipelines;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Formats.Html;

/// <summary>
/// One file that reads like the page, in light and dark, on a phone and on paper. Nothing in it runs and nothing is loaded:
/// its own policy forbids it, and pictures and sounds stand in it.
/// </summary>
internal sealed class HtmlExporter : IConversationExporter
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; form-action 'none'; base-uri 'none'";

    public ExportFormat Format { get; } = new("html", "text/html; charset=utf-8", ".html");

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        WriteHead(output, document);
        var files = new HtmlFiles(document, output);
        DateOnly? day = null;
        await foreach (var turn in Turn.AllAsync(document, cancellationToken))
        {
            if (turn.At is { } at && DateOnly.FromDateTime(at.UtcDateTime) is var today && today != day)
            {
                day = today;
                Write(output, Markup.Of($"""<p class="cw-sep">{ReaderCulture.English.Date(today)}</p>"""));
            }

            Write(output, HtmlTurn.Begin(turn));
            foreach (var file in turn.Files)
            {
                await files.WriteAsync(file, cancellationToken);
            }

            Write(output, HtmlTurn.End);
            await output.FlushLargeAsync(cancellationToken);
        }

        output.WriteText("</main>\n</body>\n</html>\n");
        await output.FlushAsync(cancellationToken);
    }

    internal static void Write(PipeWriter output, MarkupString markup) => output.WriteText(markup.Value);

    private static void WriteHead(PipeWriter output, ExportDocument document)
    {
        var title = TranscriptLabels.OneLine(document.Conversation.Title);
        Write(output, Markup.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <style>
            {new MarkupString(HtmlStyle.Text)}</style>
            </head>
            <body class="{PersonalityHue.Of(document.Personality?.Color)}">
            <main>
            <header>
            <h1 dir="auto" lang="{TextLanguage.Of(title) ?? "en"}">{title}</h1>
            {About(document)}{Tags(document)}</header>

            """));
    }

    private static MarkupString About(ExportDocument document)
    {
        string?[] parts =
        [
            document.Options.Metadata && document.Personality is { } personality ? TranscriptLabels.OneLine(personality.Name) : null,
            TranscriptLabels.DatesOf(document) is { Length: > 0 } dates ? dates : null,
        ];
        return string.Join(" · ", parts.OfType<string>()) is { Length: > 0 } about ? Markup.Of($"""<p dir="auto">{about}</p>""") : default;
    }

    private static MarkupString Tags(ExportDocument document) =>
        document.Options.Metadata && document.Conversation.Tags.Count > 0
            ? Markup.Of($"<ul>{new MarkupString(string.Concat(document.Conversation.Tags.Select(tag => Markup.Of($"""<li dir="auto">{tag}</li>"""))))}</ul>\n")
            : default;
}
