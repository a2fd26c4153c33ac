using System.IO.Pipelines;

namespace ConvoWeb.Features.Export;

/// <summary>One format: the name that <c>format=</c> takes, and what the download is.</summary>
/// <param name="UsualBranches">What it holds when nothing else is asked for: what a person reads, or all there is.</param>
public sealed record ExportFormat(string Name, string MediaType, string Extension, ExportBranches UsualBranches = ExportBranches.Active);

/// <summary>Writes a conversation in one format, as it is read, to an output that is never sought.</summary>
public interface IConversationExporter
{
    ExportFormat Format { get; }

    Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken);
}
