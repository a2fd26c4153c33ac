using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Import;

/// <summary>Reads the exports of chat products, one conversation at a time, and reports what became of each.</summary>
public sealed class ImportService(IEnumerable<IConversationReader> readers, ImportWriter writer, FileService files, FileLinks links, Settings settings)
{
    private const string UnknownFormat = "It holds no conversations of a known format.";

    /// <summary>Everything that the report calls imported or updated is on disk.</summary>
    /// <param name="user">Who gets the conversations.</param>
    /// <param name="uploads">Each is read to its end before the next one is asked for.</param>
    /// <param name="how">In which way.</param>
    /// <param name="cancellationToken">Stops between two conversations.</param>
    /// <param name="onProgress">Told how many conversations are behind it.</param>
    /// <exception cref="ConflictException">Nothing is stored on this server.</exception>
    public async Task<ImportReport> ImportAsync(
        CurrentUser user,
        IAsyncEnumerable<ImportUpload> uploads,
        ImportOptions how,
        CancellationToken cancellationToken,
        Func<int, ValueTask>? onProgress = null)
    {
        RequirePersistence();
        var preview = how.Preview;
        await using var named = preview ? null : new NamedFiles(files, links, user);
        await using var run = new ImportRun(readers, preview ? writer.PreviewAsync : how.AskedFor is { } since ? new BegunImport(writer, since).WriteAsync : writer.WriteAsync, named, how.BringsBack, user, onProgress ?? (_ => ValueTask.CompletedTask));
        var unknown = new List<UnknownFile>();
        await foreach (var upload in uploads.WithCancellation(cancellationToken))
        {
            var source = default(string);
            var faults = new EntryFaults();
            var archived = new ArchivedFiles(files, user, preview);
            await run.BeginUploadAsync();
            try
            {
                await foreach (var file in UploadFiles.OpenAsync(upload.Content, cancellationToken))
                {
                    if (file.Fault is not null)
                    {
                        faults.Add(file.Name, file.Fault);
                        continue;
                    }

                    if (archived.IsNext(file.Name))
                    {
                        if (await archived.StoreAsync(file.Content, cancellationToken) is { } reason)
                        {
                            await run.FailAsync(ConvoWebReader.Name, ReadConversation.Failed(reason));
                        }

                        continue;
                    }

                    if (await run.TakeFileAsync(file, cancellationToken) is (true, var product))
                    {
                        source ??= product;
                        continue;
                    }

                    var read = await run.ReadAsync(file.Content, archived, cancellationToken);
                    source = read.Source ?? source;
                    if (read.Fault is not null)
                    {
                        faults.Add(file.Name, read.Fault);
                    }
                }
            }
            catch (Exception exception) when (UploadFiles.Explain(exception) is { } unreadable)
            {
                faults.Add(upload.Name, unreadable.Message);
                source ??= run.LastSource;
            }

            if (source is null)
            {
                unknown.Add(new UnknownFile(upload.Name, faults.Last ?? UnknownFormat));
                continue;
            }

            foreach (var fault in faults.InWords())
            {
                await run.FailAsync(source, ReadConversation.Failed(fault));
            }
        }

        var report = (await run.EndAsync()).ToReport(unknown);
        if (!preview)
        {
            await writer.NoteAsync(user, report.Totals);
        }

        return report;
    }

    /// <exception cref="ConflictException">Nothing is stored on this server.</exception>
    public void RequirePersistence()
    {
        if (!settings.PersistTranscripts)
        {
            throw new ConflictException("PERSIST_TRANSCRIPTS is off: no text is stored, so nothing can be imported.");
        }
    }
}
