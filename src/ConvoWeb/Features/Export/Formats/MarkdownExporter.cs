using System.IO.Pipelines;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>The branch that a reader sees as a document: a heading for each turn, what was said as it was said.</summary>
internal sealed class MarkdownExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("markdown", "text/markdown; charset=utf-8", ".md");

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        output.WriteText($"# {TranscriptLabels.OneLine(document.Conversation.Title)}\n\n{TranscriptLabels.DatesOf(document)}\n");

        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            output.WriteText($"\n## {TranscriptLabels.SpeakerOf(message, document)}\n\n");
            output.WriteText(message.Content);
            output.WriteText(MarkdownFence.OpenAtEndOf(message.Content) is { } fence ? $"\n{fence}\n" : "\n");
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }
}
