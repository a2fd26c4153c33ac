using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Import;

/// <summary>
/// One import. Some conversations are on their way to the disk while the next ones are read, so that they share its waiting;
/// the report has them in the order of the file.
/// </summary>
/// <param name="store">Stores one, or says what storing it would do.</param>
/// <param name="named">Null: files are passed over.</param>
/// <param name="bringsBack">Also what was deleted for good here.</param>
internal sealed class ImportRun(
    IEnumerable<IConversationReader> readers,
    Func<CurrentUser, ImportedConversation, CancellationToken, Task<ImportResult>> store,
    NamedFiles? named,
    bool bringsBack,
    CurrentUser user,
    Func<int, ValueTask> onProgress) : IAsyncDisposable
{
    /// <summary>So many unreadable records at the beginning, and the file is taken for none of ours.</summary>
    private const int MaxRecordsToRecognise = 20;

    private const int MaxWaiting = 64;

    /// <summary>Characters that wait to be stored: what is large waits alone.</summary>
    private const long MaxCharacters = 4 * 1024 * 1024;

    private readonly ImportTally _tally = new();
    private readonly Queue<Waiting> _waiting = [];
    private long _characters;
    private int _added;

    /// <summary>The product that the last conversation came from, of the upload that is being read.</summary>
    public string? LastSource { get; private set; }

    /// <summary>When everything before it is on the disk: what its files are for is known then.</summary>
    public async Task BeginUploadAsync()
    {
        await WaitAsync(most: 0, mostCharacters: 0);
        LastSource = null;
    }

    /// <summary>Takes an entry of a ZIP that is a file of a product; null when it is none.</summary>
    /// <returns>The product, if a conversation waits for it; otherwise nothing.</returns>
    public async Task<(bool IsFile, string? Source)> TakeFileAsync(UploadedEntry entry, CancellationToken cancellationToken)
    {
        foreach (var reader in readers)
        {
            if (reader.FileIn(entry.Name) is { } key)
            {
                if (named is not null)
                {
                    await named.HoldAsync();
                    await named.ReceiveAsync(key, new FileUpload(UploadedFile.Clean(entry.Name), null, entry.Content), cancellationToken);
                }

                return (true, named?.Wants(key) is true ? reader.Source : null);
            }
        }

        return (false, null);
    }

    /// <returns>The product, if anything of it was there; otherwise why not, of what begins as JSON does.</returns>
    public async Task<(string? Source, string? Fault)> ReadAsync(Stream file, ArchivedFiles archived, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        await using var records = new JsonRecords(file).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var tried = 0; tried < MaxRecordsToRecognise && await records.MoveNextAsync(); tried++)
        {
            var record = records.Current;
            if (record.Fault is not null)
            {
                faults.Add(record.Fault);
                continue;
            }

            if (ArchivedFiles.Describes(record.Value))
            {
                archived.Expect(record.Value);
                return (null, null);
            }

            if (readers.FirstOrDefault(reader => reader.Recognises(record.Value)) is { } reader)
            {
                var before = _added;
                foreach (var fault in faults)
                {
                    await FailAsync(reader.Source, ReadConversation.Failed(fault));
                }

                await foreach (var read in reader.ReadAsync(FromCurrent(records), cancellationToken))
                {
                    await AddAsync(reader.Source, read, archived, cancellationToken);
                }

                return (_added > before ? reader.Source : null, null); // nothing came out of it: nothing of it was meant
            }
        }

        return (null, faults.FirstOrDefault());
    }

    public ValueTask FailAsync(string source, ReadConversation read) => WaitForAsync(source, new Waiting(Task.FromResult(Failed(source, read)), null, 0, []));

    /// <summary>When all of them are on the disk.</summary>
    public async Task<ImportTally> EndAsync()
    {
        await WaitAsync(most: 0, mostCharacters: 0);
        if (named is not null)
        {
            var (files, failures) = await named.EndAsync(CancellationToken.None);
            _tally.AddFiles(files);
            foreach (var failure in failures)
            {
                _tally.Add(failure);
            }
        }

        return _tally;
    }

    /// <summary>What is on its way when reading fails comes to its end before anybody is told.</summary>
    public async ValueTask DisposeAsync() =>
        await ((Task)Task.WhenAll(_waiting.Select(waiting => waiting.Item))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask AddAsync(string source, ReadConversation read, ArchivedFiles archived, CancellationToken cancellationToken)
    {
        if (read.Conversation is not { } found)
        {
            await FailAsync(source, read);
            return;
        }

        var conversation = archived.WithNewIds(found) with { BringsBack = bringsBack };
        var id = conversation.ExternalId ?? conversation.Id?.ToString();
        if (_waiting.Any(waiting => waiting.Id == id))
        {
            await WaitAsync(most: 0, mostCharacters: 0); // the same once more: one after the other, as in the file
        }

        await (named?.HoldAsync() ?? Task.CompletedTask);
        ImportedFile[] files = [.. conversation.Messages.SelectMany(message => message.Files)];
        var characters = conversation.Messages.Sum(message => (long)message.Content.Length + (message.Metadata?.Length ?? 0)) + files.Sum(file => file.Content?.LongLength ?? 0);
        await WaitForAsync(source, new Waiting(StoreAsync(source, conversation, cancellationToken), id, characters, files));
    }

    private async Task<ImportItem> StoreAsync(string source, ImportedConversation conversation, CancellationToken cancellationToken)
    {
        var result = await store(user, conversation, cancellationToken);
        return new ImportItem
        {
            Source = conversation.Source ?? source,
            ExternalId = conversation.ExternalId ?? conversation.Id?.ToString(),
            Id = result.Id,
            Title = result.Title ?? conversation.Title,
            Outcome = result.Outcome,
            Reason = result.Reason ?? NoteOn(conversation, result.Completed),
            Messages = result.Messages,
            LeftOut = conversation.LeftOut,
            IsPurged = result.IsPurged,
        };
    }

    private async ValueTask WaitForAsync(string source, Waiting waiting)
    {
        LastSource = source;
        _added++;
        _waiting.Enqueue(waiting);
        _characters += waiting.Characters;
        await WaitAsync(MaxWaiting, MaxCharacters);
    }

    private async ValueTask WaitAsync(int most, long mostCharacters)
    {
        while (_waiting.Count > most || (_characters > mostCharacters && _waiting.Count > 0))
        {
            var waiting = _waiting.Dequeue();
            var item = await waiting.Item;
            _tally.Add(named is null || waiting.Files.Length == 0 ? item : await named.LinkAsync(item, waiting.Files, CancellationToken.None));
            _characters -= waiting.Characters;
            await onProgress(_tally.Count);
        }
    }

    private static string? NoteOn(ImportedConversation conversation, int completed)
    {
        var truncated = conversation.Messages.Count(message => message.IsTruncated);
        string?[] notes =
        [
            completed > 0 ? $"Messages that were here in part and are whole now: {completed}." : null,
            conversation.LeftOut > 0 ? $"Hidden messages without content, left out: {conversation.LeftOut}." : null,
            conversation.Unreadable > 0 ? $"Lines that cannot be read, left out: {conversation.Unreadable}." : null,
            truncated > 0 ? $"Messages over a limit, of which the beginning was kept: {truncated}." : null,
        ];
        return string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null;
    }

    private static ImportItem Failed(string source, ReadConversation read) => new()
    {
        Source = source,
        ExternalId = read.ExternalId,
        Id = null,
        Title = read.Title,
        Outcome = ImportOutcome.Failed,
        Reason = read.Fault,
        Messages = 0,
    };

    private static async IAsyncEnumerable<JsonRecord> FromCurrent(IAsyncEnumerator<JsonRecord> records)
    {
        do
        {
            yield return records.Current;
        }
        while (await records.MoveNextAsync());
    }

    private sealed record Waiting(Task<ImportItem> Item, string? Id, long Characters, ImportedFile[] Files);
}
