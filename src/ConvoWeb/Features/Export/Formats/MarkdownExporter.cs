using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>
/// The branch that a reader sees as a document: a heading for each turn, what was said as it was said. A heading inside of what
/// was said looks the same, so that each turn's own carries a mark that no text before it can hold.
/// </summary>
internal sealed class MarkdownExporter : IConversationExporter
{
    private const int SealLength = 12;

    public ExportFormat Format { get; } = new("markdown", "text/markdown; charset=utf-8", ".md");

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        output.WriteText("---\n");
        foreach (var (name, value) in FrontMatter(document))
        {
            output.WriteText($"{name}: {value}\n");
        }

        output.WriteText($"---\n\n# {MarkdownSyntax.Escape(TranscriptLabels.OneLine(document.Conversation.Title))}\n");
        await foreach (var turn in Turn.AllAsync(document, cancellationToken))
        {
            Write(output, turn);
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    private static IEnumerable<(string Name, string Value)> FrontMatter(ExportDocument document)
    {
        var conversation = document.Conversation;
        yield return ("title", MarkdownSyntax.Quoted(conversation.Title));
        if (!document.Options.Metadata)
        {
            yield break;
        }

        yield return ("id", conversation.Id.ToString());
        if (document.Options.Timestamps)
        {
            yield return ("created", TimeText.Machine(conversation.CreatedAt));
            yield return ("last_message", TimeText.Machine(conversation.LastMessageAt));
        }

        (string Name, string? Value)[] texts =
        [
            ("personality", document.Personality?.Name), ("model", conversation.Model), ("source", conversation.Source),
        ];
        foreach (var (name, value) in texts)
        {
            if (value is not null)
            {
                yield return (name, MarkdownSyntax.Quoted(value));
            }
        }

        if (conversation.Tags.Count > 0)
        {
            yield return ("tags", $"[{string.Join(", ", conversation.Tags.Select(MarkdownSyntax.Quoted))}]");
        }
    }

    private static void Write(PipeWriter output, Turn turn)
    {
        if (turn.Note.Reasoning is { } reasoning)
        {
            WriteHeading(output, turn.ReasoningHeading, "reasoning", turn);
            WriteText(output, reasoning);
        }

        WriteHeading(output, turn.Heading, "turn", turn);
        string?[] about = [turn.At is { } at ? TranscriptLabels.Time(at) : null, turn.Model, turn.Place?.Text];
        if (string.Join(", ", about.OfType<string>()) is { Length: > 0 } line)
        {
            output.WriteText($"\n*{MarkdownSyntax.Escape(line)}*\n");
        }

        foreach (var file in turn.Files)
        {
            var label = file.Link is null ? MarkdownSyntax.Escape(file.Label) : MarkdownSyntax.Link(file.Label, file.Link);
            output.WriteText($"\n*{Wording.Of(ExportTexts.File, label)}*\n");
        }

        WriteText(output, turn.Message.Content);
    }

    /// <summary>The mark is made of the message's id: a text can't know that of one that is written after it.</summary>
    private static void WriteHeading(PipeWriter output, string heading, string kind, Turn turn)
    {
        var seal = Convert.ToHexStringLower(SHA256.HashData(turn.Message.Id.ToByteArray(bigEndian: true)))[..SealLength];
        output.WriteText(string.Create(CultureInfo.InvariantCulture, $"\n## {MarkdownSyntax.Escape(heading)} <!-- {kind} {turn.Message.Seq} {seal} -->\n"));
    }

    private static void WriteText(PipeWriter output, string text)
    {
        if (text.Length > 0)
        {
            output.WriteText("\n");
            output.WriteText(text);
            output.WriteText(MarkdownFence.OpenAtEndOf(text) is { } end ? $"\n{end}\n" : "\n");
        }
    }
}
