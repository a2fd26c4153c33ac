using System.Buffers;
using System.IO.Pipelines;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>The object that <c>GET /api/conversations/{id}</c> answers, with its personality and the messages of all branches: what an import takes back whole.</summary>
internal sealed class JsonExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("json", "application/json; charset=utf-8", ".json", ExportBranches.All);

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        ExportJson.WriteConversation(output, document);
        output.Write(",\"messages\":["u8);
        var isFirst = true;
        await foreach (var message in document.MessagesAsJson.WithCancellation(cancellationToken))
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            output.Write(message.Span);
            isFirst = false;
            await output.FlushLargeAsync(cancellationToken);
        }

        output.Write("\n]}\n"u8);
        await output.FlushAsync(cancellationToken);
    }
}
