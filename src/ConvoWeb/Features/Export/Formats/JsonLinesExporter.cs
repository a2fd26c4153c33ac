using System.Buffers;
using System.IO.Pipelines;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>
/// A line for the conversation, then one for each message, of all branches: what an import takes back whole. The
/// <c>type</c> tells the lines apart: no message is a <c>conversation</c>.
/// </summary>
internal sealed class JsonLinesExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("jsonl", "application/jsonl; charset=utf-8", ".jsonl", ExportBranches.All);

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        ExportJson.WriteConversation(output, document);
        output.Write("}\n"u8);
        await foreach (var message in document.MessagesAsJson.WithCancellation(cancellationToken))
        {
            output.Write(message.Span);
            output.Write("\n"u8);
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }
}
