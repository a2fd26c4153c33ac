using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>Takes files in, hands them out and deletes them; none is ever whole in memory.</summary>
public sealed class FileService(IDatabase database, Settings settings, TimeProvider clock)
{
    /// <summary>An upload that has not moved for so long never ends.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const string Select =
        "SELECT id, name, media_type, size, sha256, created_at FROM files WHERE id = @id AND owner_id = @owner AND state = 'stored'";

    private const string SelectChunk = "SELECT substr(data, @from, @count) FROM file_chunks WHERE file_id = @id AND n = @n";

    /// <summary>In bytes: so much is held in memory to see whether it is here already.</summary>
    private const int MaxCompared = 8 * 1024 * 1024;

    /// <summary>Stores the bytes as they arrive. The same bytes of one owner are kept once, under the name that came first.</summary>
    /// <param name="keyOf">What the client calls this request; known only when all of it has come.</param>
    /// <exception cref="ConflictException">Nothing is to be stored (<c>PERSIST_TRANSCRIPTS=false</c>).</exception>
    /// <exception cref="InvalidInputException">There is nothing in it.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public async Task<FileView> StoreAsync(
        CurrentUser user, FileUpload upload, Func<FileFingerprint, IdempotencyKey?> keyOf, CancellationToken cancellationToken)
    {
        if (!settings.PersistTranscripts)
        {
            throw new ConflictException("PERSIST_TRANSCRIPTS is off: nothing is stored, files neither.");
        }

        var now = clock.GetUtcNow();
        var id = await database.WriteAsync(db => FileWrites.BeginAsync(db, upload.Id, user.Id, upload.CreatedAt ?? now, now), cancellationToken);

        var storedId = Guid.Empty;
        try
        {
            var file = await ReceiveAsync(id, user, upload, now, cancellationToken);
            var key = keyOf(new FileFingerprint(file.Sha256!, file.Name!, file.MediaType!));
            var stored = await database.WriteAsync(db => CompleteAsync(db, file, key, now), cancellationToken);
            storedId = stored.Id;
            return stored;
        }
        finally
        {
            if (storedId != id)
            {
                await GiveUpAsync(id);
            }
        }
    }

    /// <summary>
    /// Takes in bytes that nobody sees until <see cref="KeepAsync"/>: what never is kept goes like an upload that breaks off.
    /// Those that are not large and here already are not stored once more.
    /// </summary>
    /// <exception cref="InvalidInputException">There is nothing in it.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public async Task<ReceivedFile> ReceiveAsync(CurrentUser user, FileUpload upload, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(upload.Content, new StreamPipeReaderOptions(bufferSize: FileChunk.Size, leaveOpen: true));
        await using var content = pipe.AsStream();
        var start = await pipe.ReadAtLeastAsync(MaxCompared + 1, cancellationToken);
        if (start.Buffer.IsEmpty)
        {
            throw Empty();
        }

        var known = start.Buffer.Length <= MaxCompared && !upload.IsOwn ? await FindSameAsync(user, start.Buffer, cancellationToken) : null;
        pipe.AdvanceTo(start.Buffer.Start);
        if (known is not null)
        {
            return new ReceivedFile(known, Upload: null);
        }

        var now = clock.GetUtcNow();
        var id = await database.WriteAsync(
            async db =>
            {
                var begun = await FileWrites.BeginAsync(db, null, user.Id, now, now);
                if (upload.For is { } conversation && !await FileUses.TryNoteAsync(db, user.Id, conversation, begun))
                {
                    throw new ConflictException("The conversation was deleted.");
                }

                return begun;
            },
            cancellationToken);
        try
        {
            return new ReceivedFile(Known: null, await ReceiveAsync(id, user, upload with { Content = content }, now, cancellationToken));
        }
        catch
        {
            await GiveUpAsync(id);
            throw;
        }
    }

    /// <summary>The bytes as they are stored, before anybody sees them.</summary>
    public Stream OpenReceived(StoredFile file) => new ChunkStream(database, SelectChunk, file.Id, file.Size);

    /// <summary>In the transaction of who names it: from now on its owner sees it. Null when it was deleted meanwhile.</summary>
    /// <exception cref="ConflictException">The sweeper has given it up.</exception>
    public static async ValueTask<FileView?> KeepAsync(DatabaseScope db, string ownerId, ReceivedFile file, string? name)
    {
        if (file.Upload is not { } upload)
        {
            return await ReadAsync(db, ownerId, file.Known!.Value);
        }

        upload.Name = name ?? upload.Name;
        return await ReadAsync(db, ownerId, await FileWrites.CompleteAsync(db, upload));
    }

    /// <summary>Unless it was kept.</summary>
    public Task ForgetAsync(ReceivedFile file) => file.Upload is { } upload ? GiveUpAsync(upload.Id) : Task.CompletedTask;

    /// <summary>Null when the user has no such file.</summary>
    public async Task<OpenFile?> OpenAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await ReadAsync(db, user.Id, id) is { } file ? new OpenFile(file, new ChunkStream(database, SelectChunk, id, file.Size)) : null;
    }

    /// <summary>
    /// Also while a message names it: it is the owner's sound. The message stays and says that it was deleted. False when the
    /// user has no such file.
    /// </summary>
    public async Task<bool> RemoveAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(db => FileWrites.HideAsync(db, user.Id, id), cancellationToken))
        {
            return false;
        }

        await RemoveChunksAsync(id, CancellationToken.None);
        return true;
    }

    /// <summary>Finishes what was interrupted: uploads that never ended, and removals.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Patience;
        var removed = await database.WriteAsync(db => FileWrites.TakeRemovedAsync(db, before), cancellationToken);
        await RemoveChunksAsync(removed, cancellationToken);
        return removed.Count;
    }

    /// <summary>That <c>audio_url</c>, where it is an address of ours, is that of a file which is there.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static async ValueTask RequireAsync(DatabaseScope db, string ownerId, string? address, string field = "audio_url")
    {
        if (address?.StartsWith(FileAddress.Start, StringComparison.Ordinal) is true
            && (FileAddress.Parse(address) is not { } id || await ReadAsync(db, ownerId, id) is null))
        {
            throw new InvalidInputException(field, $"{field} names no file that is stored here. Send the file to {FileAddress.Start.TrimEnd('/')} first.");
        }
    }

    /// <inheritdoc cref="RequireAsync"/>
    public static async ValueTask RequireAllAsync(DatabaseScope db, string ownerId, IEnumerable<NewMessageRow> messages)
    {
        foreach (var (i, message) in messages.Index())
        {
            await RequireAsync(db, ownerId, message.AudioUrl, $"messages[{i}].audio_url");
        }
    }

    private async Task<Guid?> FindSameAsync(CurrentUser user, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in bytes)
        {
            hash.AppendData(piece.Span);
        }

        await using var db = await database.ReadAsync(cancellationToken);
        return await FileWrites.FindSameAsync(db, user.Id, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task<StoredFile> ReceiveAsync(
        Guid id, CurrentUser user, FileUpload upload, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[FileChunk.Size]; // one for all chunks, which are written one after the other
        var (size, n, mediaType) = (0L, 0, MediaTypes.Unknown);
        while (await upload.Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var count)
        {
            size += count;
            if (size > settings.FileLimit && !upload.IsOwn)
            {
                throw new BadHttpRequestException(
                    $"The file is larger than {settings.FileLimit / (1024 * 1024)} MiB (FILE_LIMIT).", StatusCodes.Status413PayloadTooLarge);
            }

            var chunk = count == buffer.Length ? buffer : buffer[..count];
            if (n == 0)
            {
                mediaType = MediaTypes.Of(chunk.AsSpan(0, Math.Min(count, MediaTypes.KnownBy)), upload.MediaType);
            }

            hash.AppendData(chunk);
            var (number, time) = (n++, clock.GetUtcNow());
            await database.WriteAsync(
                async db =>
                {
                    await FileWrites.AddChunkAsync(db, id, number, chunk, time);
                    return number;
                },
                cancellationToken);
            if (count < buffer.Length)
            {
                break;
            }
        }

        return size == 0
            ? throw Empty()
            : new StoredFile
            {
                Id = id,
                OwnerId = user.Id,
                State = FileState.Stored,
                Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
                Name = upload.Name,
                MediaType = mediaType,
                Size = size,
                CreatedAt = upload.CreatedAt ?? now,
                TouchedAt = now,
            };
    }

    private static async ValueTask<FileView> CompleteAsync(DatabaseScope db, StoredFile file, IdempotencyKey? key, DateTimeOffset now)
    {
        if (await IdempotencyWrites.FindAsync(db, file.OwnerId, key, now) is { } before)
        {
            return await ReadAsync(db, file.OwnerId, before) ?? throw IdempotencyWrites.Removed();
        }

        var id = await FileWrites.CompleteAsync(db, file);
        await IdempotencyWrites.RememberAsync(db, file.OwnerId, key, StatusCodes.Status201Created, id, now);
        return (await ReadAsync(db, file.OwnerId, id))!;
    }

    /// <summary>What was sent for nothing goes at once; when that fails, the sweeper finds it.</summary>
    private async Task GiveUpAsync(Guid id)
    {
        try
        {
            await database.WriteAsync(
                async db =>
                {
                    await FileWrites.GiveUpAsync(db, id);
                    return id;
                },
                CancellationToken.None);
            await RemoveChunksAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (database.Translate(exception) is not null)
        {
            // The database is away, which is what the request fails with.
        }
    }

    /// <summary>Their bytes, where they were given up already.</summary>
    public async Task RemoveChunksAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            await RemoveChunksAsync(id, cancellationToken);
        }
    }

    private async Task RemoveChunksAsync(Guid id, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(db => FileWrites.RemoveSomeAsync(db, id), cancellationToken))
        {
            // Others write in between.
        }
    }

    private static InvalidInputException Empty() => new("body", "There is nothing in it.");

    private static async ValueTask<FileView?> ReadAsync(DatabaseScope db, string ownerId, Guid id)
    {
        await using var row = await db.Statement(Select, ("@id", id), ("@owner", ownerId)).ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new FileView
            {
                Id = row.Id(0),
                Name = row.GetString(1),
                MediaType = row.GetString(2),
                Size = row.GetInt64(3),
                Sha256 = row.GetString(4),
                CreatedAt = row.Time(5),
            }
            : null;
    }
}
