using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Import;

/// <summary>Reads the exports of chat products, one conversation at a time, and reports what became of each.</summary>
public sealed class ImportService(IEnumerable<IConversationReader> readers, ImportWriter writer, FileService files, Settings settings)
{
    /// <summary>So many unreadable records at the beginning, and the file is taken for none of ours.</summary>
    private const int MaxRecordsToRecognise = 20;

    private const string UnknownFormat = "It holds no conversations of a known format.";

    /// <summary>Everything that the report calls imported or updated is on disk.</summary>
    /// <param name="user">Who gets the conversations.</param>
    /// <param name="uploads">Each is read to its end before the next one is asked for.</param>
    /// <param name="preview">Says what would happen, and writes nothing.</param>
    /// <param name="cancellationToken">Stops between two conversations.</param>
    /// <exception cref="ConflictException">Nothing is stored on this server.</exception>
    public async Task<ImportReport> ImportAsync(
        CurrentUser user, IAsyncEnumerable<ImportUpload> uploads, bool preview, CancellationToken cancellationToken)
    {
        if (!settings.PersistTranscripts)
        {
            throw new ConflictException("PERSIST_TRANSCRIPTS is off: no text is stored, so nothing can be imported.");
        }

        var items = new List<ImportItem>();
        var unknown = new List<UnknownFile>();
        await foreach (var upload in uploads.WithCancellation(cancellationToken))
        {
            var source = default(string);
            var fault = default(string);
            var before = items.Count;
            var archived = new ArchivedFiles(files, user, preview);
            try
            {
                await foreach (var file in UploadFiles.OpenAsync(upload.Content, cancellationToken))
                {
                    if (archived.IsNext(file.Name))
                    {
                        var reason = await archived.StoreAsync(file.Content, cancellationToken);
                        if (reason is not null)
                        {
                            items.Add(Failed(ConvoWebReader.Name, ReadConversation.Failed(reason)));
                        }

                        continue;
                    }

                    var read = await ReadAsync(user, file.Content, archived, preview, items, cancellationToken);
                    source = read.Source ?? source;
                    fault ??= read.Fault;
                }
            }
            catch (Exception exception) when (UploadFiles.Explain(exception) is { } unreadable)
            {
                fault = unreadable.Message;
                if (source is not null || items.Count > before)
                {
                    items.Add(Failed(source ?? items[^1].Source, ReadConversation.Failed($"{upload.Name}: {fault}")));
                    continue;
                }
            }

            if (source is null)
            {
                unknown.Add(new UnknownFile(upload.Name, fault ?? UnknownFormat));
            }
        }

        return new ImportReport(items, ImportTotals.Of(items)) { Unknown = unknown };
    }

    private async Task<(string? Source, string? Fault)> ReadAsync(
        CurrentUser user, Stream file, ArchivedFiles archived, bool preview, List<ImportItem> items, CancellationToken cancellationToken)
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
                var before = items.Count;
                items.AddRange(faults.Select(fault => Failed(reader.Source, ReadConversation.Failed(fault))));
                await foreach (var read in reader.ReadAsync(FromCurrent(records), cancellationToken))
                {
                    items.Add(await StoreAsync(user, reader, read, archived, preview, cancellationToken));
                }

                return (items.Count > before ? reader.Source : null, null); // nothing came out of it: nothing of it was meant
            }
        }

        return (null, faults.FirstOrDefault());
    }

    private async Task<ImportItem> StoreAsync(
        CurrentUser user, IConversationReader reader, ReadConversation read, ArchivedFiles archived, bool preview, CancellationToken cancellationToken)
    {
        if (read.Conversation is not { } found)
        {
            return Failed(reader.Source, read);
        }

        var conversation = archived.WithNewIds(found);
        try
        {
            var result = preview
                ? await writer.PreviewAsync(user, conversation, cancellationToken)
                : await writer.WriteAsync(user, conversation, cancellationToken);
            return new ImportItem
            {
                Source = conversation.Source ?? reader.Source,
                ExternalId = conversation.ExternalId ?? conversation.Id?.ToString(),
                Id = result.Id,
                Title = conversation.Title,
                Outcome = result.Outcome,
                Reason = result.Reason ?? NoteOn(conversation),
                Messages = result.Messages,
                LeftOut = conversation.LeftOut,
            };
        }
        catch (Exception exception) when (exception is InvalidInputException or ConflictException)
        {
            return Failed(reader.Source, ReadConversation.Failed(exception.Message, conversation.ExternalId, conversation.Title));
        }
    }

    private static string? NoteOn(ImportedConversation conversation)
    {
        var truncated = conversation.Messages.Count(message => message.IsTruncated);
        string?[] notes =
        [
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
}
