using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ICSharpCode.SharpZipLib;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>An upload, or an entry of it, that cannot be read on; the message says why.</summary>
public sealed class UnreadableUploadException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One file to read.</summary>
/// <param name="Name">In a ZIP; no path to anything here.</param>
/// <param name="Fault">Why its content cannot be read.</param>
internal sealed record UploadedEntry(string Name, Stream Content, string? Fault = null);

/// <summary>The files in an upload: itself, or the entries of a ZIP, read as they arrive.</summary>
internal static class UploadFiles
{
    public const string Damaged = "The ZIP file is damaged or ends in the middle.";

    private const int BufferSize = 64 * 1024, SignatureLength = 4;

    public static async IAsyncEnumerable<UploadedEntry> OpenAsync(Stream upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(upload, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        var start = await pipe.ReadAtLeastAsync(SignatureLength, cancellationToken);
        var isZip = start.Buffer.Length >= SignatureLength && IsZip(start.Buffer);
        pipe.AdvanceTo(start.Buffer.Start);

        await using var content = pipe.AsStream();
        if (!isZip)
        {
            yield return new UploadedEntry("", content);
            yield break;
        }

        // Inflates as it reads, blocking its thread while the client is slow: docs/decisions/zip-reading.md.
        var limits = new ZipLimits();
        await using var compressed = new MeteredStream(content, limits.Received);
        await using var zip = new ForwardZip(compressed);
        while (zip.NextEntry() is { } entry)
        {
            limits.Entry();
            if (!entry.IsFile)
            {
                continue;
            }

            if (entry.IsCrypted)
            {
                throw new UnreadableUploadException("The ZIP file is encrypted. Unpack it, and import what is inside.");
            }

            if (!zip.CanDecompressEntry)
            {
                yield return new UploadedEntry(entry.Name, Stream.Null, "It is compressed in a way that cannot be read here. Unpack the ZIP file, and import what is inside.");
                continue;
            }

            await using var file = new MeteredStream(zip, limits.Inflated);
            yield return new UploadedEntry(entry.Name, file);

            if (entry.Size < 0)
            {
                // Only inflating finds the end of an entry of unknown size, so that is counted as well.
                await file.CopyToAsync(Stream.Null, cancellationToken);
            }
        }
    }

    /// <summary>What went wrong while a ZIP was read, in words; null when it is not the ZIP's fault.</summary>
    public static UnreadableUploadException? Explain(Exception exception) => exception switch
    {
        UnreadableUploadException unreadable => unreadable,
        SharpZipBaseException or EndOfStreamException => new UnreadableUploadException(Damaged),
        _ => null,
    };

    private static bool IsZip(ReadOnlySequence<byte> start)
    {
        Span<byte> signature = stackalloc byte[SignatureLength];
        start.Slice(0, SignatureLength).CopyTo(signature);
        return signature.SequenceEqual("PK\u0003\u0004"u8) || signature.SequenceEqual("PK\u0005\u0006"u8);
    }
}
