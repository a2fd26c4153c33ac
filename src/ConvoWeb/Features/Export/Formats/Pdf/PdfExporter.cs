using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export.Formats.Pdf;

/// <summary>The branch that a reader sees on paper, made by a worker process that this one outlives.</summary>
internal sealed partial class PdfExporter(PdfLimits limits, TimeProvider clock, ILogger<PdfExporter> logger) : IConversationExporter, IDisposable
{
    private readonly ConcurrencyLimiter _workers = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.Workers,
        QueueLimit = limits.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public ExportFormat Format { get; } = new("pdf", "application/pdf", ".pdf");

    /// <exception cref="ExportFailedException">There is no PDF, or what is out of it is not all.</exception>
    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        using var place = await _workers.AcquireAsync(permitCount: 1, cancellationToken);
        if (!place.IsAcquired)
        {
            throw new ExportFailedException(ExportFailure.Busy, "Too many PDFs are being made at the moment. Try again in a while.");
        }

        await using var worker = PdfProcess.Start(limits, clock);
        try
        {
            await worker.WriteAsync(RecordsOf(document), output, cancellationToken);
        }
        catch (ExportFailedException failure)
        {
            LogFailed(document.Conversation.Id, failure.Message, worker.Words);
            throw;
        }
    }

    public void Dispose() => _workers.Dispose();

    private async IAsyncEnumerable<PdfRecord> RecordsOf(ExportDocument document, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new PdfRecord { Heading = HeadingOf(document) };
        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            yield return new PdfRecord { Turn = TurnOf(message, document) };
        }

        yield return PdfRecord.TheEnd;
    }

    private PdfHeading HeadingOf(ExportDocument document) => new()
    {
        Title = TranscriptLabels.OneLine(document.Conversation.Title),
        Lines = document.Personality is { } personality
            ? [TranscriptLabels.OneLine(personality.Name), TranscriptLabels.DatesOf(document)]
            : [TranscriptLabels.DatesOf(document)],
        CreatedAt = document.Conversation.CreatedAt,
        ChangedAt = document.Conversation.LastMessageAt,
        MaxPages = limits.Pages,
        CutNote = Wording.Of(PdfTexts.CutAt, Wording.Number(limits.Pages)),
    };

    private static PdfTurn TurnOf(MessageView message, ExportDocument document) => new()
    {
        Speaker = TranscriptLabels.SpeakerOf(message, document),
        Color = message.Type is MessageType.Ai ? document.Personality?.Color : null,
        Time = document.Options.Timestamps ? TranscriptLabels.Time(message.Timestamp) : null,
        Markdown = message.Content,
    };

    [LoggerMessage(LogLevel.Warning, "Conversation {ConversationId} could not be written as PDF: {Reason} {Words}")]
    private partial void LogFailed(Guid conversationId, string reason, string words);
}
