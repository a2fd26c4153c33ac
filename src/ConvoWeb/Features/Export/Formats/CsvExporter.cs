using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Csv;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>A table with a row for each message of all branches, as spreadsheets and programs read it (RFC 4180, with a byte order mark).</summary>
internal sealed class CsvExporter : IConversationExporter
{
    private const string Names = "seq,id,parent_id,type,speaker,timestamp,model,tokens_in,tokens_out,audio_duration,state,content,metadata\r\n";

    public ExportFormat Format { get; } = new("csv", "text/csv; charset=utf-8", ".csv", ExportBranches.All);

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        output.Write(Encoding.UTF8.Preamble);
        output.WriteText(Names);
        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            Write(output, message, document);
            await output.FlushLargeAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    private static void Write(PipeWriter output, MessageView message, ExportDocument document)
    {
        output.WriteText(string.Create(
            CultureInfo.InvariantCulture, $"{message.Seq},{message.Id},{message.ParentId},{Words<MessageType>.Of(message.Type)},"));
        output.WriteText(CsvCell.Of(TranscriptLabels.NameOf(message, document)));
        output.WriteText(",");
        if (document.Options.Timestamps)
        {
            Span<byte> time = stackalloc byte[UtcTimeConverter.MaxLength];
            output.Write(UtcTimeConverter.Format(message.Timestamp, time));
        }

        output.WriteText(",");
        output.WriteText(CsvCell.Of(message.Model));
        output.WriteText(string.Create(
            CultureInfo.InvariantCulture, $",{message.TokensIn},{message.TokensOut},{message.AudioDuration},{Words<MessageState>.Of(message.State)},"));
        output.WriteText(CsvCell.Of(message.Content));
        output.WriteText(",");
        output.WriteText(CsvCell.Of(message.Metadata));
        output.WriteText("\r\n");
    }
}
