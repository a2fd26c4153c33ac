using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Import;

/// <summary>Begins imports that go on in the background: what is to be imported is kept until it is.</summary>
public sealed class ImportJobs(ImportService import, JobService jobs)
{
    /// <exception cref="ConflictException">Nothing is stored on this server.</exception>
    public async Task<JobView> BeginAsync(CurrentUser user, IAsyncEnumerable<ImportUpload> uploads, CancellationToken cancellationToken)
    {
        import.RequirePersistence();
        var job = await jobs.ReserveAsync(user, new NewJob { Kind = JobKind.Import, Request = "" }, cancellationToken);
        try
        {
            var kept = new List<KeptUpload>();
            await foreach (var upload in uploads.WithCancellation(cancellationToken))
            {
                var name = $"upload {kept.Count.ToString(CultureInfo.InvariantCulture)}";
                kept.Add(new KeptUpload(upload.Name, name, await KeepAsync(job, name, upload.Content, cancellationToken)));
            }

            return await jobs.ReleaseAsync(user, job, JsonSerializer.Serialize([.. kept], ImportJson.Api.KeptUploadArray), cancellationToken);
        }
        catch
        {
            await jobs.RemoveAsync(user, job.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<long> KeepAsync(HeldJob job, string name, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[JobPart.Size];
        var length = 0L;
        for (var n = 0; await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var count; n++)
        {
            length += count;
            await jobs.PutAsync(job, new JobPiece(name, n, buffer[..count]), cancellationToken);
        }

        return length;
    }
}

/// <summary>A file as it was sent, in pieces of the job.</summary>
/// <param name="Piece">The name of its pieces.</param>
/// <param name="Length">In bytes.</param>
public sealed record KeptUpload(string Name, string Piece, long Length);
