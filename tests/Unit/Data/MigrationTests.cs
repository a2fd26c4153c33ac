using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class MigrationTests
{
    [Theory, DatabaseData]
    public async Task An_empty_database_gets_the_schema_of_the_model(Engine engine)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(engine);

        await database.Database.PrepareAsync(Cancel);

        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
        Assert.Empty(await db.Conversations.ToListAsync(Cancel));
        Assert.Empty(await db.Messages.ToListAsync(Cancel));
    }

    [Theory, DatabaseData]
    public async Task Every_change_of_the_model_has_its_migration(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration; docs/decisions/migrations.md has the commands.");
    }

    [Theory, DatabaseData]
    public async Task Preparing_a_prepared_database_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();

        await database.Database.PrepareAsync(Cancel);

        Assert.Equal("Trip to Oslo", (await database.ReadAsync(conversation)).Title);
    }

    [Fact]
    public async Task Nodes_that_start_together_prepare_one_database_once()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Engine.Postgres);
        var nodes = Enumerable.Range(0, 4).Select(_ => database.AddNode().GetRequiredService<IDatabase>()).ToList();

        await Task.WhenAll(nodes.Select(node => node.PrepareAsync(Cancel)));

        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
    }

    [Theory, DatabaseData]
    public async Task A_database_of_a_newer_version_is_left_alone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.Database.WriteAsync(
            db => db.ExecuteAsync("""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('20991231235959_Future', '99.0.0')"""),
            Cancel);

        var fault = await Assert.ThrowsAsync<DatabaseFaultException>(() => database.Database.PrepareAsync(Cancel));

        Assert.Equal(DatabaseFaultKind.Newer, fault.Kind);
        Assert.Contains("newer version of ConvoWeb (it has the change 20991231235959_Future)", fault.Message);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next_start()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Engine.Sqlite);
        await database.Database.WriteAsync(
            db => db.ExecuteAsync(
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-21');
                """),
            Cancel);

        await database.Database.PrepareAsync(Cancel);

        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM conversations"));
    }
}
