using System.Runtime.InteropServices;
using ICSharpCode.SharpZipLib.Zip;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>
/// A ZIP read forwards, entry by entry. On damaged bytes the library fails in its own ways (an index out of range, an
/// argument); here that is a damaged file and nothing else.
/// </summary>
internal sealed class ForwardZip(Stream compressed) : Stream
{
    private readonly ZipInputStream _zip = new(compressed) { IsStreamOwner = false };

    public bool CanDecompressEntry => _zip.CanDecompressEntry;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public ZipEntry? NextEntry() => Guarded(() => _zip.GetNextEntry());

    public override int Read(byte[] buffer, int offset, int count) => Guarded(() => _zip.Read(buffer, offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return MemoryMarshal.TryGetArray<byte>(buffer, out var bytes)
            ? ValueTask.FromResult(Read(bytes.Array!, bytes.Offset, bytes.Count))
            : base.ReadAsync(buffer, cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (
            exception is IndexOutOfRangeException or ArgumentException or OverflowException or NotSupportedException or InvalidOperationException or NullReferenceException)
        {
            throw new UnreadableUploadException(UploadFiles.Damaged, exception);
        }
    }
}
