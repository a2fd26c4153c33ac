using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>A table with a row for each message of all branches, as spreadsheets and programs read it (RFC 4180, with a byte order mark).</summary>
internal sealed class CsvExporter : IConversationExporter
{
    private const string Names = "seq,id,parent_id,type,speaker,timestamp,model,tokens_in,tokens_out,audio_duration,state,content,metadata\r\n";

    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\r\n");

    /// <summary>What a spreadsheet takes for the beginning of a formula; so does it the wide forms.</summary>
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");

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
        WriteCell(output, TranscriptLabels.NameOf(message, document));
        output.WriteText(",");
        if (document.Options.Timestamps)
        {
            Span<byte> time = stackalloc byte[UtcTimeConverter.MaxLength];
            output.Write(UtcTimeConverter.Format(message.Timestamp, time));
        }

        output.WriteText(",");
        WriteCell(output, message.Model);
        output.WriteText(string.Create(
            CultureInfo.InvariantCulture, $",{message.TokensIn},{message.TokensOut},{message.AudioDuration},{Words<MessageState>.Of(message.State)},"));
        WriteCell(output, message.Content);
        output.WriteText(",");
        WriteCell(output, message.Metadata);
        output.WriteText("\r\n");
    }

    /// <summary>
    /// An apostrophe keeps a spreadsheet from running what stands in a cell. It is put before what has some already as well, so
    /// that whoever reads the file as data takes one away and has the text (docs/formats.md).
    /// </summary>
    private static void WriteCell(PipeWriter output, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var guard = text.AsSpan().TrimStart('\'') is [var first, ..] && Formula.Contains(first) ? "'" : "";
        if (!text.AsSpan().ContainsAny(ToQuote))
        {
            output.WriteText(guard);
            output.WriteText(text);
            return;
        }

        output.WriteText($"\"{guard}");
        output.WriteText(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        output.WriteText("\"");
    }
}
