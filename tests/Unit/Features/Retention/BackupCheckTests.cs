using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ConvoWeb.Features.Retention.Backups;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>Files that are no backup: nothing may be deleted because of one.</summary>
public sealed class BackupCheckTests
{
    private const string Name = "conversations/00001 Trip.jsonl";

    private static readonly Guid Id = Guid.Parse("019acd00-0000-7000-8000-000000000001");

    private static readonly string Index =
        $$$"""{"format":"convoweb-index/1","items":[{"file":"{{{Name}}}","id":"{{{Id}}}","title":"Trip","created_at":"2026-01-01T00:00:00Z","last_message_at":"2026-01-01T00:00:00Z","message_count":2}],"skipped":[]}""";

    private static readonly string Lines = $$"""
        {"type":"conversation","id":"{{Id}}"}
        {"type":"user","content":"Which museums are open?"}
        {"type":"ai","content":"Most are."}

        """;

    [Fact]
    public async Task A_whole_one_says_what_it_holds() =>
        Assert.Equal(new CheckedBackup("Trip", 2), await CheckAsync(Zip(Lines, Index)));

    [Fact]
    public async Task Other_bytes_than_were_written_are_none()
    {
        var file = Zip(Lines, Index);
        for (var i = 0; i < file.Length; i += 7)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 1;
            await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(damaged, Sha256(file)));
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(file[..^1], Sha256(file)));
    }

    /// <summary>Written wrong, so that the hash is right.</summary>
    [Fact]
    public async Task An_archive_with_a_damaged_part_is_none()
    {
        var file = Zip(Lines, Index);
        var place = file.AsSpan().IndexOf("museums"u8);
        file[place] ^= 1;
        Assert.Contains("damaged", (await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(file))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync("no archive at all"u8.ToArray()));
    }

    [Theory]
    [InlineData("""{"type":"conversation","id":"019acd00-0000-7000-8000-000000000002"}""", "It is of another conversation.")]
    [InlineData("""{"type":"conv""", "It is damaged.")]
    public async Task One_with_other_lines_is_none(string lines, string reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(Zip(lines, Index)))).Message);

    [Fact]
    public async Task One_that_left_something_out_is_none()
    {
        var index = Index.Replace("\"skipped\":[]", $$"""
            "skipped":[{"type":"skipped","id":"{{Id}}","title":"Trip","file":null,"reason":"Its message 1 cannot be read."}]
            """, StringComparison.Ordinal);
        Assert.Equal("It could not be written whole: Its message 1 cannot be read.", (await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(Zip(Lines, index)))).Message);
        await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(Zip(Lines, Index.Replace(Name, "another", StringComparison.Ordinal))));
        await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(Zip(Lines, index: null)));
    }

    /// <summary>Stored as they are, so that a test finds its words in the bytes.</summary>
    private static byte[] Zip(string lines, string? index)
    {
        var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { (Name, lines), ("index.json", index) })
            {
                if (content is not null)
                {
                    using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                    entry.Write(Encoding.UTF8.GetBytes(content));
                }
            }
        }

        return output.ToArray();
    }

    private static Task<CheckedBackup> CheckAsync(byte[] file, string? sha256 = null) => BackupCheck.ReadAsync(new MemoryStream(file), sha256 ?? Sha256(file), Id, Cancel);

    private static string Sha256(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
