using System.Buffers.Text;
using System.IO.Pipelines;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages.Files;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Formats.Html;

/// <summary>Pictures and sounds that are stored here stand in the file, up to a limit; everything else is named.</summary>
internal sealed class HtmlFiles(ExportDocument document, PipeWriter output)
{
    /// <summary>A browser reads a file of this size at once, and shows it without a pause.</summary>
    private const long MaxFile = 8 * 1024 * 1024, MaxAll = 48 * 1024 * 1024;

    private const int Piece = 48 * 1024; // a multiple of three: no padding but at the end

    private long _left = MaxAll;

    public async Task WriteAsync(TurnFile file, CancellationToken cancellationToken)
    {
        if (file.StoredId is { } id && await document.OpenFile(id, cancellationToken) is { } stored)
        {
            await using var content = stored.Content;
            if (stored.File.Size <= Math.Min(MaxFile, _left) && MediaTypes.IsSafeInPlace(stored.File.MediaType))
            {
                _left -= stored.File.Size;
                await WriteAsync(file, stored.File, content, cancellationToken);
                return;
            }
        }

        var name = file.Link is null
            ? Markup.Of($"<span>{file.Name}</span>")
            : Markup.Of($"""<a href="{file.Link}" target="_blank" rel="noopener noreferrer nofollow ugc">{file.Name}</a>""");
        var place = file.Link is null ? ExportTexts.NotInside : new Uri(file.Link).IdnHost;
        var about = file.About.Length == 0 ? place : $"{file.About} · {place}";
        HtmlExporter.Write(output, Markup.Of($"""<p class="file" dir="auto">{name} <span class="cw-num">{about}</span></p>"""));
    }

    private async Task WriteAsync(TurnFile file, FileView stored, Stream content, CancellationToken cancellationToken)
    {
        var isPicture = MediaTypes.IsPicture(stored.MediaType);
        HtmlExporter.Write(output, isPicture
            ? Markup.Of($"""<figure class="picture"><img alt="{file.Name}" src="data:{stored.MediaType};base64,""")
            : Markup.Of($"""<figure class="sound"><audio controls aria-label="{file.Label}" src="data:{stored.MediaType};base64,"""));
        await WriteBytesAsync(content, cancellationToken);
        HtmlExporter.Write(output, Markup.Of($"""{new MarkupString(isPicture ? "\">" : "\"></audio>")}<figcaption dir="auto">{file.Label}</figcaption></figure>"""));
    }

    private async Task WriteBytesAsync(Stream content, CancellationToken cancellationToken)
    {
        var piece = new byte[Piece];
        for (var count = Piece; count == Piece;)
        {
            try
            {
                count = await content.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, cancellationToken);
            }
            catch (EndOfStreamException)
            {
                return; // It was deleted meanwhile: what is there of it is shown.
            }

            Base64.EncodeToUtf8(piece.AsSpan(0, count), output.GetSpan(Base64.GetMaxEncodedToUtf8Length(Piece)), out _, out var written);
            output.Advance(written);
            await output.FlushLargeAsync(cancellationToken);
        }
    }
}
