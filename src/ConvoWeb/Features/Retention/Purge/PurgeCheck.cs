using System.Buffers;
using System.Text;
using ConvoWeb.Data;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention.Purge;

/// <summary>
/// Looks for a text in the bytes of everything that is stored, beside a ConvoWeb that runs. What a file holds compressed (a ZIP, a PDF)
/// is not found, nor a text that two pages of the database share: a short rare word is the best to look for.
/// </summary>
internal sealed class PurgeCheck(Settings settings, IDatabase database) : ICommand
{
    private const int BlockSize = 1024 * 1024;

    public string Name => "purge-check";

    public string Argument => "TEXT";

    public string Description => "says in which files of the data directory a text is left, and in which tables of PostgreSQL";

    public bool NeedsDatabase => false;

    public async Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(argument))
        {
            await output.WriteLineAsync("Say which text to look for: purge-check TEXT");
            return false;
        }

        var places = 0;
        await foreach (var place in FindAsync(argument, cancellationToken))
        {
            places++;
            await output.WriteLineAsync($"found in {place}");
        }

        await output.WriteLineAsync(places == 0 ? "It is nowhere." : $"It is left in {places} {(places == 1 ? "place" : "places")}.");
        return places == 0;
    }

    /// <summary>Files by their path, tables by their name.</summary>
    public async IAsyncEnumerable<string> FindAsync(string text, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var forms = FormsOf(text);
        foreach (var path in Files())
        {
            if (await ContainsAsync(path, forms, cancellationToken))
            {
                yield return path;
            }
        }

        if (settings.Database is not PostgresUrl)
        {
            yield break;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        await foreach (var table in StoredText.TablesWithAsync(db, text))
        {
            yield return $"table {table}";
        }
    }

    /// <summary>An empty one has nothing to be found, and that of the operating system's lock may not be opened.</summary>
    private IEnumerable<string> Files()
    {
        var inFolder = Directory.Exists(settings.DataDirectory) ? Directory.EnumerateFiles(settings.DataDirectory, "*", SearchOption.AllDirectories) : [];
        var ofDatabase = settings.Database is SqliteUrl { Path: var path } ? new[] { path, $"{path}-wal", $"{path}-shm", $"{path}-journal" } : [];
        return inFolder.Concat(ofDatabase).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Where(file => new FileInfo(file) is { Exists: true, Length: > 0 });
    }

    private static async Task<bool> ContainsAsync(string path, IReadOnlyList<byte[]> forms, CancellationToken cancellationToken)
    {
        var overlap = forms.Max(form => form.Length) - 1;
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize + overlap);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            var kept = 0;
            while (await file.ReadAsync(buffer.AsMemory(kept), cancellationToken) is var read and > 0)
            {
                var length = kept + read;
                if (forms.Any(form => buffer.AsSpan(0, length).IndexOf(form) >= 0))
                {
                    return true;
                }

                kept = Math.Min(overlap, length);
                buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            }

            return false;
        }
        catch (FileNotFoundException)
        {
            return false; // it went in the meantime
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>As the program could have written it: the index has words in lower case, JSON has other letters than those of English as numbers.</summary>
    private static IReadOnlyList<byte[]> FormsOf(string text) =>
    [
        .. from one in new[] { text, text.ToLowerInvariant(), text.ToUpperInvariant() }.Distinct(StringComparer.Ordinal)
           from bytes in new[] { Encoding.UTF8.GetBytes(one), Encoding.Unicode.GetBytes(one), JsonEncodedText(one) }
           select bytes,
    ];

    private static byte[] JsonEncodedText(string text) => System.Text.Json.JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();
}
