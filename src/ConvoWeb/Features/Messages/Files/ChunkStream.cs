using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>
/// The bytes of a stored file, from any place on. Each read is one short statement of its own: a client that is slow holds a
/// buffer, but no connection and no reader of the database.
/// </summary>
/// <param name="select">
/// The bytes from <c>@from</c>, <c>@count</c> of them, of piece <c>@n</c> of <c>@id</c>; each piece but the last one has
/// <see cref="FileChunk.Size"/> bytes.
/// </param>
internal sealed class ChunkStream(IDatabase database, string select, Guid id, long length) : Stream
{
    /// <summary>Below what is put apart as a large object.</summary>
    private const int MaxRead = 64 * 1024;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var (n, offset) = Math.DivRem(Position, FileChunk.Size);
        var count = (int)Math.Min(Math.Min(buffer.Length, MaxRead), Math.Min(length - Position, FileChunk.Size - offset));
        if (count <= 0)
        {
            return 0;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        var read = await db
            .Statement(select, ("@id", id), ("@n", (int)n), ("@from", (int)offset + 1), ("@count", count))
            .ExecuteScalarAsync(cancellationToken);
        if (read is not byte[] bytes || bytes.Length != count)
        {
            throw new EndOfStreamException("The file was deleted while it was read.");
        }

        bytes.CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("It is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read only.");
}
