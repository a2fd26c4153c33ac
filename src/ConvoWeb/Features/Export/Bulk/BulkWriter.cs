using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export.Formats;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Writes the conversations of a plan one after the other; one that cannot be read is left out and reported.</summary>
internal sealed partial class BulkWriter(
    IDatabase database, ExportService exports, AttachedFiles files, CurrentUser user, BulkExport what, IReadOnlyList<Guid> plan, ExportSink sink, ILogger logger)
{
    private const int BatchSize = 500;

    private const string FileFolder = "files/";

    private static readonly StreamPipeWriterOptions EntryOptions = new(leaveOpen: true);

    private readonly ZipWriter _zip = new(sink);
    private readonly GrowingBytes _index = new();
    private readonly GrowingBytes _skipped = new();
    private readonly HashSet<Guid> _files = [];

    /// <summary>How many of the plan are behind it.</summary>
    public int Done { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>All of them, whichever process met them.</summary>
    public IReadOnlyList<SkippedItem> SkippedItems =>
        JsonSerializer.Deserialize([.. "["u8, .. _skipped.Since(0), .. "]"u8], BulkJson.Api.IReadOnlyListSkippedItem)!;

    /// <summary>Of the plan, those that are in it to their end.</summary>
    public IReadOnlyList<Guid> Whole => [.. plan.Except(SkippedItems.Select(skipped => skipped.Id))];

    /// <summary>How much of it there is.</summary>
    public (int Directory, int Index, int Skipped) MemoryLength => (_zip.Directory.Length, _index.Length, _skipped.Length);

    /// <summary>What the end of the file repeats of what is behind it, after the first so many bytes: all that another process needs to go on with it.</summary>
    public BulkMemory MemorySince((int Directory, int Index, int Skipped) length) =>
        new(_zip.Directory.Since(length.Directory), _index.Since(length.Index), _skipped.Since(length.Skipped));

    /// <summary>Goes on where another process was ended; the sink stands where that one's file ends.</summary>
    public void Continue(BulkMemory memory, int done, int skipped)
    {
        foreach (var name in _zip.Continue(memory.Directory))
        {
            if (name.StartsWith(FileFolder, StringComparison.Ordinal) && Guid.TryParseExact(Path.GetFileNameWithoutExtension(name.AsSpan()), "D", out var file))
            {
                _files.Add(file);
            }
        }

        _index.Write(memory.Index);
        _skipped.Write(memory.Skipped);
        (Done, Skipped) = (done, skipped);
    }

    /// <param name="onDone">Called after each conversation, when nothing of it is left to write.</param>
    public async Task WriteAsync(Func<ValueTask> onDone, CancellationToken cancellationToken)
    {
        while (Done < plan.Count)
        {
            var ids = plan.Skip(Done).Take(BatchSize).ToList();
            var first = Done;
            var named = default(ILookup<Guid, Guid>);
            await foreach (var document in exports.OpenManyAsync(user, ids, what.Options, cancellationToken))
            {
                Done = first + ids.IndexOf(document.Conversation.Id, Done - first);
                if (what.HasFiles)
                {
                    named ??= await files.NamedByAsync(ids, cancellationToken); // when their messages are read: what those name is among them
                }

                await WriteAsync(document, named?[document.Conversation.Id] ?? [], cancellationToken);
                Done++;
                await sink.CommitAsync(cancellationToken);
                await onDone();
            }

            Done = first + ids.Count; // some may have gone meanwhile
        }

        if (what.IsArchive)
        {
            await WriteIndexAsync(cancellationToken);
            _zip.Finish();
        }

        await sink.SendAsync(cancellationToken);
    }

    private async Task WriteAsync(ExportDocument document, IEnumerable<Guid> attached, CancellationToken cancellationToken)
    {
        var conversation = document.Conversation;
        var file = $"conversations/{(Done + 1).ToString(CultureInfo.InvariantCulture).PadLeft(5, '0')} {ExportFileName.Of(conversation.Title, what.Exporter.Format.Extension)}";
        var reasons = await WriteFilesAsync(document, attached, cancellationToken);
        var entry = what.IsArchive ? _zip.Begin(file, conversation.LastMessageAt) : null;
        var output = entry is null ? sink.Pipe : PipeWriter.Create(entry, EntryOptions);
        var fault = default(Exception);
        try
        {
            await what.Exporter.WriteAsync(document, output, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (IsOfOne(exception))
        {
            LogSkipped(conversation.Id, exception);
            fault = exception;
            reasons.Add(exception.Message);
        }

        await output.CompleteAsync(fault);
        if (fault is not null && entry is not null && what.Exporter is JsonLinesExporter)
        {
            // Lines look whole wherever they end. Where they are taken back, this is as well.
            await entry.WriteAsync(LineOf(new SkippedItem(conversation.Id, conversation.Title, file, fault.Message)), cancellationToken);
        }

        var isLeftOut = fault is not null && (what.IsArchive ? await _zip.TryTakeBackAsync() : sink.TryTakeBack());
        if (what.IsArchive && !isLeftOut)
        {
            await _zip.EndAsync();
        }

        if (what.IsArchive && fault is null)
        {
            Add(_index, new IndexItem(file, conversation.Id, conversation.Title, conversation.CreatedAt, conversation.LastMessageAt, conversation.MessageCount), BulkJson.Api.IndexItem);
        }

        if (reasons.Count == 0)
        {
            return;
        }

        var skipped = new SkippedItem(conversation.Id, conversation.Title, isLeftOut || !what.IsArchive ? null : file, string.Join(' ', reasons));
        Add(_skipped, skipped, BulkJson.Api.SkippedItem);
        Skipped++;
        if (!what.IsArchive)
        {
            sink.Write(LineOf(skipped).AsSpan(isLeftOut ? 1 : 0));
        }
    }

    /// <summary>
    /// Before the conversation, so that an import knows them when it meets their names. Each once in an archive; of one that
    /// cannot be read there is what it is, and as much of it as is on its way already.
    /// </summary>
    /// <returns>Why those are not there that cannot be read.</returns>
    private async Task<List<string>> WriteFilesAsync(ExportDocument document, IEnumerable<Guid> attached, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var id in attached.Where(_files.Add))
        {
            if (await document.OpenFile(id, cancellationToken) is not var (file, content))
            {
                continue;
            }

            await using (content)
            {
                await using (var about = _zip.Begin($"{FileFolder}{id}.json", file.CreatedAt))
                {
                    await JsonSerializer.SerializeAsync(about, new ArchivedFile(file), BulkJson.Api.ArchivedFile, cancellationToken);
                }

                await _zip.EndAsync();
                await sink.CommitAsync(cancellationToken);
                var isLeftOut = false;
                try
                {
                    await content.CopyToAsync(_zip.Begin($"{FileFolder}{id}", file.CreatedAt, CompressionLevel.NoCompression), cancellationToken);
                }
                catch (Exception exception) when (IsOfOne(exception))
                {
                    LogFileSkipped(id, document.Conversation.Id, exception);
                    reasons.Add($"{file.Name}: {exception.Message}");
                    isLeftOut = await _zip.TryTakeBackAsync();
                }

                if (!isLeftOut)
                {
                    await _zip.EndAsync();
                }

                await sink.CommitAsync(cancellationToken);
            }
        }

        return reasons;
    }

    private async Task WriteIndexAsync(CancellationToken cancellationToken)
    {
        var index = _zip.Begin(ArchiveIndex.FileName, what.At);
        await index.WriteAsync(Encoding.UTF8.GetBytes($"{{\"format\":\"convoweb-index/1\",\"exported_at\":\"{what.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}\",\"items\":["), cancellationToken);
        await WriteAllAsync(_index);
        await index.WriteAsync("],\"skipped\":["u8.ToArray(), cancellationToken);
        await WriteAllAsync(_skipped);
        await index.WriteAsync("]}\n"u8.ToArray(), cancellationToken);
        await _zip.EndAsync();

        async Task WriteAllAsync(GrowingBytes bytes)
        {
            foreach (var piece in bytes.Pieces)
            {
                await index.WriteAsync(piece, cancellationToken);
            }
        }
    }

    /// <summary>Behind what may be half a line.</summary>
    private static byte[] LineOf(SkippedItem skipped) => [.. "\n"u8, .. JsonSerializer.SerializeToUtf8Bytes(skipped, BulkJson.Api.SkippedItem), .. "\n"u8];

    private static void Add<T>(GrowingBytes list, T item, JsonTypeInfo<T> type)
    {
        list.Write(list.Length == 0 ? "\n"u8 : ",\n"u8);
        list.Write(JsonSerializer.SerializeToUtf8Bytes(item, type));
    }

    /// <summary>The fault of the conversation or of its file, and not of the server, of the database, of who reads the export, or of who cancels it.</summary>
    private bool IsOfOne(Exception exception) =>
        exception is EndOfStreamException
        || (exception is not (OperationCanceledException or IOException or ExportFailedException { Failure: ExportFailure.Unavailable })
            && database.Translate(exception) is null);

    [LoggerMessage(LogLevel.Warning, "Conversation {ConversationId} cannot be exported with the others")]
    private partial void LogSkipped(Guid conversationId, Exception fault);

    [LoggerMessage(LogLevel.Warning, "File {FileId} of conversation {ConversationId} cannot be exported with it")]
    private partial void LogFileSkipped(Guid fileId, Guid conversationId, Exception fault);
}

/// <summary>Of an archive that is being written: its directory, and the two lists of its index.</summary>
internal sealed record BulkMemory(byte[] Directory, byte[] Index, byte[] Skipped);
