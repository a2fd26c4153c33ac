using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Retention;
using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Tests.Unit.Features.Import;
using ConvoWeb.Tests.Unit.Features.Retention.Purge;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>What a rule deletes for good is in a file before, that was read again and found whole.</summary>
public sealed class BackupTests
{
    private static readonly object Rule = new { keep_days = 30, undo_days = 3, backup_first = true };

    [Theory, DatabaseData]
    public async Task A_rule_deletes_for_good_what_is_in_a_file_that_was_read_again(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync("Trip to Oslo");
        var sound = await scene.Alice.UploadAsync("notes");
        await scene.Alice.AttachAsync(id, sound);
        await scene.SettleAsync(Rule);
        await GoAsync(scene);

        Assert.Null(await scene.StatusAsync(id));
        Assert.Equal(["convoweb trashed 1", "convoweb purged 1", "convoweb backed_up 1", "alice rules_changed 0"], (await scene.AuditAsync()).Order(StringComparer.Ordinal).Reverse());
        var backup = Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items());
        Assert.Equal((id, 2, "Trip to Oslo.zip"), (backup.Text("conversation_id"), backup.Number("messages"), backup.Text("file_name")));
        var bytes = await scene.Alice.GetByteArrayAsync(backup.Text("url"), Cancel);
        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (backup.Number("size"), backup.Text("sha256")));
        await using var archive = new ZipArchive(new MemoryStream(bytes));
        Assert.NotNull(archive.GetEntry($"files/{sound}"));
        Assert.Contains(archive.Entries, entry => entry.FullName.EndsWith("Trip to Oslo.jsonl", StringComparison.Ordinal));
    }

    [Theory, DatabaseData]
    public async Task It_comes_back_out_of_that_file_as_it_was_and_its_time_begins_anew(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.ChangeAsync(id, """{"status": "archived", "tags": ["travel"]}""");
        var before = await scene.Alice.JsonAsync($"GET /api/conversations/{id}/messages");
        await scene.SettleAsync(Rule);
        await GoAsync(scene);

        var report = await UploadedFiles.ImportAsync(scene.Alice, "?bring_back=true", ("Trip to Oslo.zip", await FileAsync(scene)));
        Assert.Equal(1, report.GetProperty("totals").Number("imported"));
        await scene.SweepAsync();

        Assert.Equal("archived", await scene.StatusAsync(id));
        var after = await scene.Alice.JsonAsync($"GET /api/conversations/{id}/messages");
        Assert.Equal(Texts(before), Texts(after));
        scene.Pass(days: 30);
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(id));
    }

    [Theory, DatabaseData]
    public async Task What_cannot_be_written_whole_stays_in_the_trash_and_the_others_go(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (broken, whole) = (await scene.AddAsync("Broken"), await scene.AddAsync("Whole"));
        await scene.SettleAsync(Rule);
        await BreakAsync(scene, broken);
        await GoAsync(scene);
        await scene.SweepAsync(); // not tried again at once

        Assert.Equal(1, await scene.App.Stored.ScalarAsync<long>($"SELECT count(*) FROM conversations WHERE id = '{broken}' AND status = 'deleted'"));
        Assert.Null(await scene.StatusAsync(whole));
        Assert.Single(await scene.AuditAsync(), entry => entry == "convoweb not_backed_up 1");
        Assert.Equal(0, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM files WHERE state <> 'stored'"));

        await BreakAsync(scene, broken, metadata: null);
        scene.Pass(days: 1 / 24.0);
        await scene.SweepAsync();
        Assert.Equal(2, (await scene.Alice.JsonAsync("GET /api/backups")).Items().Count());
        Assert.Equal(0, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
    }

    [Theory, DatabaseData]
    public async Task A_backup_of_what_was_restored_and_changed_does_for_nothing(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.SettleAsync(Rule);
        await BackUpAsync(scene, id);
        Assert.Equal(1, Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items()).Number("messages"));

        await scene.Alice.JsonAsync($"POST /api/conversations/{id}/restore");
        await scene.Alice.AppendAsync(id, "And the parks?");
        await GoAsync(scene);

        Assert.Null(await scene.StatusAsync(id));
        Assert.Equal(2, Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items()).Number("messages"));
        Assert.Equal(1, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM files"));
    }

    [Theory, DatabaseData]
    public async Task Who_deletes_for_good_deletes_the_backup_too(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync("Canary-5b1e");
        await scene.SettleAsync(Rule);
        await BackUpAsync(scene, id);
        var url = Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items()).Text("url");

        var receipt = await scene.Alice.PurgeAsync(id);

        Assert.Equal((1, true), (receipt.Number("exports"), receipt.GetProperty("is_erased").GetBoolean()));
        Assert.Empty((await scene.Alice.JsonAsync("GET /api/backups")).Items());
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.SendAsync($"GET {url}")).StatusCode);
        Assert.Empty(await scene.App.PlacesOfAsync("Canary-5b1e"));
    }

    [Theory, DatabaseData]
    public async Task Who_deletes_for_good_what_is_being_written_deletes_what_has_come_of_the_backup(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync("Trip to Oslo");
        var bytes = new Pipe();
        var upload = new FileUpload("Trip.zip", "application/zip", bytes.Reader.AsStream()) { IsOwn = true, For = Guid.Parse(id) };
        var receiving = scene.App.Get<FileService>().ReceiveAsync(RetentionScene.User, upload, Cancel);
        var writing = bytes.Writer.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Canary-19fa ", 1024 * 1024))), Cancel).AsTask();
        while (await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM file_chunks") < 3)
        {
            await Task.Delay(10, Cancel); // taken in beside the test
        }

        Assert.True((await scene.Alice.PurgeAsync(id)).GetProperty("is_erased").GetBoolean());

        await Assert.ThrowsAsync<ConflictException>(() => receiving);
        await bytes.Reader.CompleteAsync();
        await writing;
        Assert.Empty(await scene.App.PlacesOfAsync("Canary-19fa"));
    }

    [Theory, DatabaseData]
    public async Task A_backup_is_its_owners_to_delete_and_nobody_elses_to_see(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        await scene.AddAsync("Canary-77c2");
        await scene.SettleAsync(Rule);
        await GoAsync(scene);
        var backup = Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items());
        var bob = scene.App.ClientFor("bob");
        Assert.Empty((await bob.JsonAsync("GET /api/backups")).Items());
        Assert.Equal(HttpStatusCode.NotFound, (await bob.SendAsync($"DELETE /api/backups/{backup.Text("id")}")).StatusCode);
        Assert.NotEmpty(await scene.App.PlacesOfAsync("Canary-77c2"));

        Assert.Equal(HttpStatusCode.NoContent, (await scene.Alice.SendAsync($"DELETE /api/backups/{backup.Text("id")}")).StatusCode);

        Assert.Empty(await scene.App.PlacesOfAsync("Canary-77c2"));
        Assert.Contains("alice backup_removed 1", await scene.AuditAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.SendAsync($"DELETE /api/backups/{backup.Text("id")}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task A_limit_of_the_instance_holds_for_backups_too(Engine engine)
    {
        await using var scene = new RetentionScene(engine, ("RETENTION_MAX_DAYS", "40"));
        await scene.AddAsync();
        await scene.SettleAsync(Rule);
        await GoAsync(scene);
        var backups = scene.App.Get<BackupService>();

        scene.Pass(days: 40);
        await backups.RemoveOldAsync(Cancel);
        Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items());

        scene.Pass(days: 0.001);
        await backups.RemoveOldAsync(Cancel);
        Assert.Empty((await scene.Alice.JsonAsync("GET /api/backups")).Items());
        Assert.Equal(0, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM files"));
    }

    [Theory, DatabaseData]
    public async Task Two_sweeps_at_once_leave_one_backup_of_each(Engine engine)
    {
        const int count = 12;
        var (clock, ahead) = (new TestClock(), new TestClock());
        await using var first = new ConvoWebApp(engine) { Clock = clock };
        var alice = first.ClientFor("alice");
        for (var i = 0; i < count; i++)
        {
            await alice.AppendAsync(await alice.AddConversationAsync($"Trip {i}"), "Which museums are open?");
        }

        await alice.JsonAsync("PATCH /api/settings/privacy", JsonSerializer.Serialize(new { retention = Rule }));
        await using var second = engine is Engine.Postgres ? new ConvoWebApp(engine, first) { Clock = ahead } : null;
        RetentionSweep[] sweeps = [first.Get<RetentionSweep>(), ActivatorUtilities.CreateInstance<RetentionSweep>((second ?? first).Services, ahead)];
        foreach (var days in (double[])[31, 4])
        {
            clock.Jump(TimeSpan.FromDays(days));
            ahead.Jump(TimeSpan.FromDays(days) + TimeSpan.FromMinutes(2)); // the lease of the other is over for it
            await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunAsync(Cancel), Cancel)));
        }

        await sweeps[0].RunAsync(Cancel);
        Assert.Equal(0, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
        Assert.Equal((count, count), (await first.Stored.ScalarAsync<long>("SELECT count(*) FROM purge_receipts"), await first.Stored.ScalarAsync<long>("SELECT count(*) FROM backups")));
        Assert.Equal(count, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM files WHERE state = 'stored'"));
    }

    /// <summary>Until a rule has deleted for good what it moved to the trash.</summary>
    private static async Task GoAsync(RetentionScene scene)
    {
        scene.Pass(days: 31);
        await scene.SweepAsync();
        scene.Pass(days: 4);
        await scene.SweepAsync();
    }

    /// <summary>As the sweep does, which was ended before it went on.</summary>
    private static async Task BackUpAsync(RetentionScene scene, string id)
    {
        scene.Pass(days: 31);
        await scene.SweepAsync();
        var version = await scene.App.Stored.ScalarAsync<long>($"SELECT version FROM conversations WHERE id = '{id}' AND status = 'deleted'");
        await scene.App.Get<BackupService>().WriteAsync(RetentionScene.User.Id, new NotBackedUp(Guid.Parse(id), version), Cancel);
    }

    private static Task BreakAsync(RetentionScene scene, string id, string? metadata = "{\"cut off") => scene.App.Stored.Database.WriteAsync(
        db => db.ExecuteAsync("UPDATE messages SET metadata = @metadata WHERE conversation_id = @id", ("@metadata", metadata), ("@id", id)), Cancel);

    private static async Task<byte[]> FileAsync(RetentionScene scene) =>
        await scene.Alice.GetByteArrayAsync(Assert.Single((await scene.Alice.JsonAsync("GET /api/backups")).Items()).Text("url"), Cancel);

    private static IReadOnlyList<string?> Texts(JsonElement messages) => [.. messages.Items().Select(message => $"{message.Text("id")} {message.Text("timestamp")} {message.Text("content")}")];
}
