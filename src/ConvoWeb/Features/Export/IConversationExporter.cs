using System.IO.Pipelines;

namespace ConvoWeb.Features.Export;

/// <summary>One format: the name that <c>format=</c> takes, and what the download is.</summary>
public sealed record ExportFormat(string Name, string MediaType, string Extension);

/// <summary>Writes a conversation in one format, as it is read, to an output that is never sought.</summary>
public interface IConversationExporter
{
    ExportFormat Format { get; }

    Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken);
}
