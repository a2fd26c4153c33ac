using System.Globalization;
using System.IO.Compression;
using ConvoWeb.Features.Export.Bulk;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class ZipWriterTests
{
    /// <summary>From 65,535 on, and behind 4 GiB, an archive must be ZIP64 to be read.</summary>
    [Theory]
    [InlineData(70_000, 0)]
    [InlineData(3, 5L * 1024 * 1024 * 1024)]
    public async Task An_archive_with_more_than_the_old_format_holds_can_be_read(int entries, long start)
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, "large.zip");
        await using (var file = File.Create(path))
        {
            file.SetLength(start); // of holes, which take no place on the disk
            file.Position = start;
            var sink = new ExportSink((bytes, cancellationToken) => file.WriteAsync(bytes, cancellationToken), start);
            var zip = new ZipWriter(sink);
            for (var n = 0; n < entries; n++)
            {
                await zip.Begin(string.Create(CultureInfo.InvariantCulture, $"{n}.txt"), DateTimeOffset.UnixEpoch).WriteAsync("Hello"u8.ToArray(), Cancel);
                await zip.EndAsync();
                await sink.CommitAsync(Cancel);
            }

            zip.Finish();
            await sink.SendAsync(Cancel);
        }

        await using var archive = await ZipFile.OpenReadAsync(path, Cancel);
        using var last = new StreamReader(await archive.Entries[^1].OpenAsync(Cancel));

        Assert.Equal(entries, archive.Entries.Count);
        Assert.Equal("Hello", await last.ReadToEndAsync(Cancel));
    }
}
