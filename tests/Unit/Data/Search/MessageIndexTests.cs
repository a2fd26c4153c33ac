using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;
using Microsoft.Extensions.DependencyInjection;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data.Search;

public sealed class MessageIndexTests
{
    [Theory, DatabaseData]
    public async Task Nothing_is_wrong_with_an_index_that_the_database_kept(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var message = Said("Which museums are open?");
        await database.Database.AppendAsync(
            conversation,
            message,
            Said("天气 C++ --flag", MessageType.Ai),
            Said("a system prompt", MessageType.System),
            Said("") with { State = MessageState.Interrupted },
            Said("a draft") with { State = MessageState.Draft });
        await database.Database.EditAsync(conversation, message.Id, new MessageChange { Content = "Which galleries are open?" });

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);
        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
    }

    [Theory]
    [InlineData(Engine.Sqlite, "The index of the messages does not agree with their text.")]
    [InlineData(Engine.Postgres, "The index is wrong for 1 of the messages.")]
    public async Task A_message_that_is_not_in_the_index_is_told_and_a_rebuild_puts_it_in(Engine engine, string finding)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("Which galleries are open?"));
        await LoseAsync(
            database,
            "INSERT INTO messages_fts(messages_fts, rowid, ai_text, user_text) SELECT 'delete', row_id, ai_text, user_text FROM messages_indexed WHERE user_text LIKE '%museums%'",
            () => database.Database.AppendAsync(conversation, Said("Which museums are open?")));
        Assert.Equal(0, await FoundAsync(database, "museums"));

        Assert.Equal([finding], await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(1, await FoundAsync(database, "museums"));
    }

    [Theory]
    [InlineData(Engine.Sqlite, "The index of the titles does not agree with them.")]
    [InlineData(Engine.Postgres, "The index is wrong for 1 of the titles.")]
    public async Task A_title_that_is_not_in_the_index_is_told_and_a_rebuild_puts_it_in(Engine engine, string finding)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.AddConversationAsync("Museums");
        await LoseAsync(
            database,
            "INSERT INTO titles_fts(titles_fts, rowid, title) SELECT 'delete', row_id, title FROM titles_indexed WHERE title LIKE '%oslo%'",
            () => database.AddConversationAsync("Trip to Oslo"));
        Assert.Equal(0, await FoundAsync(database, "oslo", inTitles: true));

        Assert.Equal([finding], await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(1, await FoundAsync(database, "oslo", inTitles: true));
    }

    /// <summary>What is still found although it is gone would be worse than what is not found.</summary>
    [Fact]
    public async Task What_SQLites_index_still_holds_of_a_removed_message_is_told_and_a_rebuild_removes_it()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("Which museums are open?"), Said("the Munch museum"));
        await ExecuteAsync(database, "DROP TRIGGER messages_fts_delete; DELETE FROM messages WHERE seq = 1");

        Assert.Equal(["The index of the messages does not agree with their text."], await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(0, await FoundAsync(database, "museums"));
    }

    [Theory]
    [InlineData("DELETE FROM title_rows WHERE row_id = 1")]
    [InlineData("INSERT INTO title_rows(conversation_id) VALUES ('of nothing')")]
    [InlineData("DELETE FROM titles_fts; DELETE FROM title_rows")] // the empty index agrees with no titles
    public async Task Titles_without_a_number_in_SQLites_index_are_told_and_a_rebuild_numbers_them(string damage)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await database.AddConversationAsync("Trip to Oslo");
        await database.AddConversationAsync("Museums");
        await ExecuteAsync(database, damage);

        Assert.Contains(
            "The titles that are numbered for the index are not those of the conversations.", await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(1, await FoundAsync(database, "oslo", inTitles: true));
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM title_rows"));
    }

    [Theory]
    [InlineData("""UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"IX_messages_search"'::regclass""", "The index IX_messages_search is not valid.")]
    [InlineData("""DROP INDEX "IX_conversations_title_search" """, "The index IX_conversations_title_search is missing.")]
    [InlineData(
        """
        CREATE INDEX "IX_messages_search_ccnew" ON messages USING gin (search);
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"IX_messages_search_ccnew"'::regclass
        """,
        "A rebuild that was interrupted left the index IX_messages_search_ccnew.")]
    public async Task An_index_that_PostgreSQL_does_not_use_is_told_and_a_rebuild_makes_it(string damage, string finding)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await ExecuteAsync(database, damage);

        Assert.Equal([finding], await Index(database).CheckAsync(new Lines(), Cancel));
        await Index(database).RebuildAsync(new Lines(), Cancel);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
    }

    [Fact]
    public async Task PostgreSQLs_index_is_rebuilt_while_others_write()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var conversations = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => database.AddConversationAsync($"Written by {i}")));
        foreach (var conversation in conversations)
        {
            await database.Database.AppendAsync(conversation, [.. Enumerable.Range(0, 400).Select(i => Said($"museum {i}"))]);
        }

        var correct = await BreakWordsAsync(database);
        await ExecuteAsync(database, "UPDATE messages SET content = content");
        await ExecuteAsync(database, correct);

        var rebuilding = Task.Run(() => Index(database).RebuildAsync(new Lines(), Cancel), Cancel);
        var written = await Task.WhenAll(conversations.Select(async conversation =>
        {
            var count = 0;
            do
            {
                var message = Said($"gallery {count++}");
                await database.Database.AppendAsync(conversation, message);
                await database.Database.EditAsync(conversation, message.Id, new MessageChange { Content = "sculpture" });
            }
            while (!rebuilding.IsCompleted);

            return count;
        }));
        await rebuilding;

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(1200, await FoundAsync(database, "museum"));
        Assert.Equal(written.Sum(), await FoundAsync(database, "sculpture"));
    }

    [Fact]
    public async Task Long_work_says_how_far_it_is()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var conversation = await database.AddConversationAsync();
        await ExecuteAsync(
            database,
            $"""
            INSERT INTO messages (id, conversation_id, seq, type, state, timestamp, version, added_version, tokens_estimated, content)
            SELECT 'message ' || i, '{conversation.Id}', i, 'ai', 'final', 0, 1, 1, false, '' FROM generate_series(1, 20001) AS i
            """);
        var (checking, rebuilding) = (new Lines(), new Lines());

        await Index(database).CheckAsync(checking, Cancel);
        await Index(database).RebuildAsync(rebuilding, Cancel);

        Assert.Equal(["20,000 of 20,001 messages compared."], checking);
        Assert.Equal(
            ["20,000 of 20,001 messages gone through.", "Making the index of the messages anew.", "Making the index of the titles anew."], rebuilding);
    }

    /// <summary>
    /// From some 128 places of a word on, FTS5 would leave the old entry of an edited text (see the migration EditedTexts):
    /// it shows when the text is removed.
    /// </summary>
    [Theory]
    [DatabaseData(2)]
    [DatabaseData(128)]
    [DatabaseData(300)]
    [DatabaseData(17_000)]
    public async Task Nothing_is_left_of_a_text_that_was_edited_into_one_that_repeats_a_word_of_it(Engine engine, int times)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var message = Said("museum");
        await database.Database.AppendAsync(conversation, message);

        await database.Database.EditAsync(conversation, message.Id, new MessageChange { Content = string.Concat(Enumerable.Repeat("museum ", times)) });
        await database.Database.RemoveAsync(conversation, message.Id);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(0, await FoundAsync(database, "museum"));
    }

    [Theory, DatabaseData]
    public async Task Nothing_is_left_of_a_title_that_was_changed_into_one_that_repeats_a_word_of_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.AddConversationAsync("a");

        await ExecuteAsync(database, $"UPDATE conversations SET title = '{string.Concat(Enumerable.Repeat("a ", 150))}'");
        await ExecuteAsync(database, "DELETE FROM conversations");

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(0, await FoundAsync(database, "a", inTitles: true));
    }

    /// <summary>On SQLite the next message is given the number of the one that was removed.</summary>
    [Theory, DatabaseData]
    public async Task Nothing_is_left_of_a_text_when_the_next_one_takes_its_place(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var (first, second) = (Said("museum"), Said(string.Concat(Enumerable.Repeat("museum ", 150))));
        await database.Database.AppendAsync(conversation, first);

        await database.Database.WriteAsync(
            async db =>
            {
                var locked = (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!;
                await MessageWrites.RemoveAsync(db, locked, first.Id, Now);
                return await MessageWrites.AppendAsync(db, locked, [second], Now);
            },
            Cancel);
        await database.Database.RemoveAsync(conversation, second.Id);

        Assert.Empty(await Index(database).CheckAsync(new Lines(), Cancel));
        Assert.Equal(0, await FoundAsync(database, "museum"));
    }

    private static IMessageIndex Index(TestDatabase database) => database.Services.GetRequiredService<IMessageIndex>();

    /// <summary>Writes something that the index does not get: SQLite's forgets it afterwards, PostgreSQL's takes other words from it.</summary>
    private static async Task LoseAsync(TestDatabase database, string forget, Func<Task> write)
    {
        if (database.Engine is Engine.Sqlite)
        {
            await write();
            await ExecuteAsync(database, forget);
            return;
        }

        var correct = await BreakWordsAsync(database);
        await write();
        await ExecuteAsync(database, correct);
    }

    /// <summary>PostgreSQL takes wrong words from what is written now. Answers what makes the right ones again.</summary>
    private static async Task<string> BreakWordsAsync(TestDatabase database)
    {
        var correct = await database.ScalarAsync<string>("SELECT pg_get_functiondef('search_words(text)'::regprocedure)");
        await ExecuteAsync(
            database, "CREATE OR REPLACE FUNCTION search_words(content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'wrong' $$");
        return correct!;
    }

    private static Task ExecuteAsync(TestDatabase database, string sql) => database.Database.WriteAsync(db => db.ExecuteAsync(sql), Cancel);

    private static Task<long> FoundAsync(TestDatabase database, string word, bool inTitles = false) =>
        database.ScalarAsync<long>(
            (database.Engine, inTitles) switch
            {
                (Engine.Sqlite, false) => "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH @word",
                (Engine.Sqlite, true) => "SELECT count(*) FROM titles_fts WHERE titles_fts MATCH @word",
                (_, false) => "SELECT count(*) FROM messages WHERE search @@ @word::tsquery",
                (_, true) => "SELECT count(*) FROM conversations WHERE title_search @@ @word::tsquery",
            },
            ("@word", word));

    /// <summary>What was reported, in order.</summary>
    private sealed class Lines : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }
}
