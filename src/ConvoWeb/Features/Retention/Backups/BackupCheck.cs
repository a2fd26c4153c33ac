using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using ConvoWeb.Features.Export.Bulk;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip;

namespace ConvoWeb.Features.Retention.Backups;

/// <summary>What a backup turned out to hold.</summary>
/// <param name="Title">As it stands in the file.</param>
internal sealed record CheckedBackup(string Title, int Messages);

/// <summary>
/// Reads a backup as whoever needs it will: that its bytes are those that were written, that each part of the archive is there to
/// its end, that nothing was left out, and that it is one conversation whose lines can all be read.
/// </summary>
internal static class BackupCheck
{
    /// <param name="file">Can be read from its beginning again.</param>
    /// <param name="sha256">Of what was written, in hexadecimal.</param>
    /// <exception cref="InvalidDataException">It is not whole; the message says in what.</exception>
    public static async Task<CheckedBackup> ReadAsync(Stream file, string sha256, Guid conversationId, CancellationToken cancellationToken)
    {
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != sha256)
        {
            throw new InvalidDataException("The stored bytes are not those that were written.");
        }

        file.Position = 0;
        try
        {
            // The library waits for bytes where it reads, so it has a thread to wait in.
            await using var bytes = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true)).AsStream();
            return await Task.Run(() => ReadArchiveAsync(bytes, conversationId, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is SharpZipBaseException or EndOfStreamException or JsonException)
        {
            throw new InvalidDataException("It is damaged.", exception);
        }
    }

    private static async Task<CheckedBackup> ReadArchiveAsync(Stream file, Guid conversationId, CancellationToken cancellationToken)
    {
        var messages = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = default(ArchiveIndex);
        await using var archive = new ZipInputStream(file);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.Name == ArchiveIndex.FileName)
            {
                index = await JsonSerializer.DeserializeAsync(archive, BulkJson.Api.ArchiveIndex, cancellationToken);
            }
            else if (entry.Name.EndsWith(".jsonl", StringComparison.Ordinal))
            {
                messages.Add(entry.Name, await CountMessagesAsync(archive, conversationId, cancellationToken));
            }

            archive.CloseEntry(); // reads to its end, and compares its checksum
        }

        return index switch
        {
            null => throw new InvalidDataException("It has no index."),
            { Skipped: [var skipped, ..] } => throw new InvalidDataException($"It could not be written whole: {skipped.Reason}"),
            { Items: [var item] } when item.Id == conversationId && messages.TryGetValue(item.File, out var count) => new CheckedBackup(item.Title, count),
            _ => throw new InvalidDataException("The conversation is not in it."),
        };
    }

    /// <summary>The first line is of the conversation, every other one of a message.</summary>
    private static async Task<int> CountMessagesAsync(Stream lines, Guid conversationId, CancellationToken cancellationToken)
    {
        var count = -1;
        await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(lines, RetentionJson.Api.JsonElement, topLevelValues: true, cancellationToken))
        {
            if (++count == 0 && (!line.TryGetProperty("id", out var id) || !id.TryGetGuid(out var found) || found != conversationId))
            {
                throw new InvalidDataException("It is of another conversation.");
            }
        }

        return count;
    }
}
