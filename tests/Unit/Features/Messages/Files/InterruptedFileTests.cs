using System.Net;
using System.Net.Sockets;
using System.Text;
using ConvoWeb.Data;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Hosting;
using Microsoft.Extensions.Configuration;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

/// <summary>Uploads that do not end well.</summary>
public sealed class InterruptedFileTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Theory, DatabaseData]
    public async Task A_client_that_goes_away_in_the_middle_leaves_nothing(Engine engine)
    {
        await using var app = new ConvoWebApp(engine).OnKestrel();
        var client = app.ClientFor("alice");
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Cancel);
            var stream = connection.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /api/files HTTP/1.1\r\nHost: 127.0.0.1\r\n{TestSignIn.Header}: alice\r\nContent-Length: {10 * FileChunk.Size}\r\n\r\n"),
                Cancel);
            await stream.WriteAsync(new byte[3 * FileChunk.Size], Cancel);
            await UntilAsync(async () => await app.Stored.ScalarAsync<long>("SELECT count(*) FROM file_chunks") >= 2);
            Assert.Equal(0L, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM files WHERE state = 'stored'"));
        }

        await UntilAsync(async () => await app.Stored.ScalarAsync<long>("SELECT count(*) FROM files") == 0);
        Assert.Equal(0L, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM file_chunks"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_and_told_the_limit(bool isChunked)
    {
        await using var app = new ConvoWebApp { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["FILE_LIMIT"] = "1" } }.OnKestrel();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/files") { Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]) };
        request.Headers.TransferEncodingChunked = isChunked;

        var problem = await app.ClientFor("alice").SendAsync(request, Cancel).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);

        Assert.Contains("larger than 1 MiB", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(0L, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM files"));
        await app.ClientFor("alice").AddFileAsync(new byte[1024 * 1024]);
    }

    [Theory, DatabaseData]
    public async Task What_a_killed_process_left_is_swept_after_an_hour(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var clock = new TestClock();
        var files = new FileService(database.Database, TestSettings(database), clock);
        var (left, running, hidden) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var start = clock.GetUtcNow();
        await UploadAsync(database.Database, left, start);
        await UploadAsync(database.Database, running, start + TimeSpan.FromMinutes(30));
        await UploadAsync(database.Database, hidden, start + TimeSpan.FromMinutes(30));
        await database.Database.WriteAsync(db => db.ExecuteAsync("UPDATE files SET state = 'removed' WHERE id = @id", ("@id", hidden)), Cancel);
        clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(2, await files.SweepAsync(Cancel));

        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM files"));
        Assert.Equal(20L, await database.ScalarAsync<long>("SELECT count(*) FROM file_chunks WHERE file_id = @id", ("@id", running)));
        Assert.Equal(20L, await database.ScalarAsync<long>("SELECT count(*) FROM file_chunks"));
    }

    [Theory, DatabaseData]
    public async Task An_upload_that_was_given_up_takes_no_more(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var (id, now) = (Guid.CreateVersion7(), new TestClock().GetUtcNow());
        await UploadAsync(database.Database, id, now);
        await database.Database.WriteAsync(db => db.ExecuteAsync("UPDATE files SET state = 'removed' WHERE id = @id", ("@id", id)), Cancel);

        await Assert.ThrowsAsync<ConflictException>(() => database.Database.WriteAsync(
            async db =>
            {
                await FileWrites.AddChunkAsync(db, id, 20, [1, 2, 3], now);
                return id;
            },
            Cancel));

        Assert.Equal(20L, await database.ScalarAsync<long>("SELECT count(*) FROM file_chunks"));
    }

    [Fact]
    public async Task While_nothing_is_stored_files_are_not_either()
    {
        await using var app = new ConvoWebApp { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PERSIST_TRANSCRIPTS"] = "false" } };

        await app.ClientFor("alice").PostFileAsync([1, 2, 3]).ProblemAsync(HttpStatusCode.Conflict);
    }

    private static Settings TestSettings(TestDatabase database) => Settings.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("DB_URL", database.Address)]).Build());

    private static Task<int> UploadAsync(IDatabase database, Guid id, DateTimeOffset at) => database.WriteAsync(
        async db =>
        {
            await FileWrites.BeginAsync(db, id, "alice", at, at);
            for (var n = 0; n < 20; n++)
            {
                await FileWrites.AddChunkAsync(db, id, n, [1, 2, 3], at);
            }

            return 20;
        },
        Cancel);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(Soon, Cancel); // polls what the server does once it notices that a client is gone
        }
    }
}
