using System.IO.Pipelines;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>A plain transcript of the branch that a reader sees.</summary>
internal sealed class TextExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("txt", "text/plain; charset=utf-8", ".txt");

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        output.WriteText($"{TranscriptLabels.OneLine(document.Conversation.Title)}\n{TranscriptLabels.DatesOf(document)}\n");

        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            output.WriteText($"\n[{TranscriptLabels.Time(message.Timestamp)}] {TranscriptLabels.SpeakerOf(message, document)}:\n");
            output.WriteText(message.Content);
            output.WriteText("\n");
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }
}
