using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Import;

/// <summary>Begins imports that go on in the background: what is to be imported is kept until it is.</summary>
public sealed class ImportJobs(ImportService import, JobService jobs)
{
    /// <param name="user">Who gets the conversations.</param>
    /// <param name="uploads">Each is read to its end before the next one is asked for.</param>
    /// <param name="bringsBack">Also what was deleted for good here.</param>
    /// <param name="keyOf">What the client calls this request; known only when all of it has come.</param>
    /// <param name="cancellationToken">Nothing is begun.</param>
    /// <exception cref="ConflictException">Nothing is stored on this server.</exception>
    public async Task<JobView> BeginAsync(
        CurrentUser user, IAsyncEnumerable<ImportUpload> uploads, bool bringsBack, Func<KeptUpload[], IdempotencyKey?> keyOf, CancellationToken cancellationToken)
    {
        import.RequirePersistence();
        var job = await jobs.ReserveAsync(user, new NewJob { Kind = JobKind.Import, Request = "" }, cancellationToken);
        try
        {
            var kept = new List<KeptUpload>();
            await foreach (var upload in uploads.WithCancellation(cancellationToken))
            {
                var name = $"upload {kept.Count.ToString(CultureInfo.InvariantCulture)}";
                var (length, sha256) = await KeepAsync(job, name, upload.Content, cancellationToken);
                kept.Add(new KeptUpload(upload.Name, name, length, sha256, bringsBack));
            }

            return await jobs.ReleaseAsync(user, job, JsonSerializer.Serialize([.. kept], ImportJson.Api.KeptUploadArray), keyOf([.. kept]), cancellationToken);
        }
        catch
        {
            await jobs.RemoveAsync(user, job.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<(long Length, string Sha256)> KeepAsync(HeldJob job, string name, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[JobPart.Size];
        var length = 0L;
        for (var n = 0; await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var count; n++)
        {
            length += count;
            hash.AppendData(buffer, 0, count);
            await jobs.PutAsync(job, new JobPiece(name, n, buffer[..count]), cancellationToken);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>A file as it was sent, in pieces of the job.</summary>
/// <param name="Piece">The name of its pieces.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
/// <param name="BringsBack">Also what was deleted for good here.</param>
public sealed record KeptUpload(string Name, string Piece, long Length, string Sha256, bool BringsBack = false);
