using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.Checksum;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>
/// A ZIP that is made as it is sent, and that can be gone on with where another process was ended: the libraries' writers
/// keep in themselves what the end of the file needs. Sizes follow the data, ZIP64 where they must.
/// (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT)
/// </summary>
internal sealed class ZipWriter(ExportSink output)
{
    private const ushort SizesFollow = 1 << 3, NamesAreUtf8 = 1 << 11, Deflated = 8, Zip64Extra = 1, Needs20 = 20, Needs45 = 45;

    private const uint LocalHeader = 0x04034b50, Descriptor = 0x08074b50, DirectoryHeader = 0x02014b50, DirectoryEnd = 0x06054b50,
        Zip64DirectoryEnd = 0x06064b50, Zip64Locator = 0x07064b50;

    /// <summary>Bytes of an entry of the directory before its name.</summary>
    private const int DirectoryEntry = 46;

    private Entry? _entry;

    /// <summary>Of the entries so far: what the end of the file repeats of them.</summary>
    public GrowingBytes Directory { get; } = new();

    public long Count { get; private set; }

    /// <summary>Goes on with a file whose entries so far are these.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Continue(ReadOnlySpan<byte> directory)
    {
        Directory.Write(directory);
        var names = new List<string>();
        while (directory.Length > 0)
        {
            var lengths = directory[28..];
            var name = BinaryPrimitives.ReadUInt16LittleEndian(lengths);
            var extra = BinaryPrimitives.ReadUInt16LittleEndian(lengths[2..]);
            names.Add(Encoding.UTF8.GetString(directory.Slice(DirectoryEntry, name)));
            directory = directory[(DirectoryEntry + name + extra)..];
        }

        Count = names.Count;
        return names;
    }

    /// <param name="name">Its path, with slashes.</param>
    /// <param name="level">None for what is compressed already; it is framed all the same, so that who reads forwards finds its end.</param>
    /// <returns>Takes the bytes of the entry, until <see cref="EndAsync"/>.</returns>
    public Stream Begin(string name, DateTimeOffset modified, CompressionLevel level = CompressionLevel.Fastest)
    {
        _entry = new Entry(Encoding.UTF8.GetBytes(name), DosTime(modified), output.Position);
        var header = new Fields(output.Write, 30 + _entry.Name.Length);
        header.Add(LocalHeader).Add(Needs20);
        WriteCommon(header, _entry, crc: 0, compressed: 0, size: 0);
        header.Add((ushort)0).Add(_entry.Name).Write();
        return _entry.Open(output, level);
    }

    public async ValueTask EndAsync()
    {
        var entry = _entry ?? throw new InvalidOperationException("There is no entry to end.");
        await entry.CloseAsync(); // a second time does nothing
        var (crc, size, compressed) = (entry.Crc, entry.Size, output.Position - entry.Offset - 30 - entry.Name.Length);
        var isLarge = size > uint.MaxValue || compressed > uint.MaxValue;
        var descriptor = new Fields(output.Write, 24).Add(Descriptor).Add(crc);
        (isLarge ? descriptor.Add(compressed).Add(size) : descriptor.Add((uint)compressed).Add((uint)size)).Write();
        AddToDirectory(entry, crc, size, compressed);
        _entry = null;
    }

    /// <summary>Leaves the entry that was begun out; false when a part of it is on its way already.</summary>
    public async ValueTask<bool> TryTakeBackAsync()
    {
        var entry = _entry ?? throw new InvalidOperationException("There is no entry to leave out.");
        await entry.CloseAsync();
        if (!output.TryTakeBack())
        {
            return false;
        }

        _entry = null;
        return true;
    }

    public void Finish()
    {
        var start = output.Position;
        foreach (var piece in Directory.Pieces)
        {
            output.Write(piece.Span);
        }

        var (end, size) = (output.Position, (long)Directory.Length);
        if (Count >= ushort.MaxValue || start >= uint.MaxValue)
        {
            new Fields(output.Write, 56).Add(Zip64DirectoryEnd).Add(44L).Add(Needs45).Add(Needs45).Add(0u).Add(0u).Add(Count).Add(Count).Add(size).Add(start).Write();
            new Fields(output.Write, 20).Add(Zip64Locator).Add(0u).Add(end).Add(1u).Write();
        }

        var count = (ushort)Math.Min(Count, ushort.MaxValue);
        new Fields(output.Write, 22)
            .Add(DirectoryEnd).Add((ushort)0).Add((ushort)0).Add(count).Add(count)
            .Add((uint)Math.Min(size, uint.MaxValue)).Add((uint)Math.Min(start, uint.MaxValue)).Add((ushort)0)
            .Write();
    }

    private void AddToDirectory(Entry entry, uint crc, long size, long compressed)
    {
        var isLarge = size >= uint.MaxValue || compressed >= uint.MaxValue || entry.Offset >= uint.MaxValue;
        var extra = isLarge ? 28 : 0;
        var fields = new Fields(Directory.Write, DirectoryEntry + entry.Name.Length + extra)
            .Add(DirectoryHeader).Add(Needs45).Add(isLarge ? Needs45 : Needs20);
        WriteCommon(fields, entry, crc, isLarge ? uint.MaxValue : (uint)compressed, isLarge ? uint.MaxValue : (uint)size);
        fields.Add((ushort)extra).Add((ushort)0).Add((ushort)0).Add((ushort)0).Add(0u).Add(isLarge ? uint.MaxValue : (uint)entry.Offset).Add(entry.Name);
        if (isLarge)
        {
            fields.Add(Zip64Extra).Add((ushort)24).Add(size).Add(compressed).Add(entry.Offset);
        }

        fields.Write();
        Count++;
    }

    /// <summary>What a local header and one of the directory share, up to the length of the name.</summary>
    private static void WriteCommon(Fields fields, Entry entry, uint crc, uint compressed, uint size) =>
        fields.Add((ushort)(SizesFollow | NamesAreUtf8)).Add(Deflated).Add(entry.Time).Add(crc).Add(compressed).Add(size).Add((ushort)entry.Name.Length);

    /// <summary>In two-second steps, from 1980 to 2107; the zone is not said, so that it is UTC.</summary>
    private static uint DosTime(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.Year is < 1980 or > 2107
            ? (1 << 21) | (1 << 16)
            : (uint)(((utc.Year - 1980) << 25) | (utc.Month << 21) | (utc.Day << 16) | (utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2));
    }

    /// <summary>Little-endian numbers, one after the other.</summary>
    private sealed class Fields(Action<ReadOnlySpan<byte>> write, int length)
    {
        private readonly byte[] _bytes = new byte[length];
        private int _length;

        public Fields Add(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(ushort);
            return this;
        }

        public Fields Add(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(uint);
            return this;
        }

        public Fields Add(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(long);
            return this;
        }

        public Fields Add(ReadOnlySpan<byte> value)
        {
            value.CopyTo(_bytes.AsSpan(_length));
            _length += value.Length;
            return this;
        }

        public void Write() => write(_bytes.AsSpan(0, _length));
    }

    private sealed class Entry(byte[] name, uint time, long offset)
    {
        private readonly Crc32 _crc = new();
        private DeflateStream? _compressed;

        public byte[] Name => name;

        public uint Time => time;

        public long Offset => offset;

        public uint Crc => (uint)_crc.Value;

        public long Size { get; private set; }

        public Stream Open(ExportSink output, CompressionLevel level)
        {
            _compressed = new DeflateStream(output, level, leaveOpen: true);
            return new CountedStream(_compressed, Count);
        }

        public ValueTask CloseAsync() => _compressed?.DisposeAsync() ?? ValueTask.CompletedTask;

        private void Count(ArraySegment<byte> bytes)
        {
            _crc.Update(bytes);
            Size += bytes.Count;
        }
    }
}
