using System.Text.RegularExpressions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class ConversationListTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every key comes three times, so that a page ends between equal ones.</summary>
    [Theory]
    [DatabaseData("-last_message_at"), DatabaseData("created_at"), DatabaseData("-created_at")]
    [DatabaseData("title"), DatabaseData("message_count"), DatabaseData("-message_count"), DatabaseData("audio_duration"), DatabaseData("-audio_duration")]
    public async Task Every_conversation_is_on_one_page_whatever_the_order(Engine engine, string sort)
    {
        var (alice, owner) = NewOwner(engine);
        await AddAsync(engine, owner, 30, (conversation, i) =>
        {
            conversation.LastMessageAt = Day.AddMinutes(i / 3);
            conversation.MessageCount = i / 3;
            conversation.AudioDuration = i / 3 / 10.0;
            conversation.Title = $"Title {i / 3}";
            conversation.TitleKey = Conversation.TitleKeyOf(conversation.Title);
        });

        var seen = new List<string?>();
        var pages = 0;
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await alice.JsonAsync($"GET /api/conversations?sort={sort}&limit=4&cursor={cursor}");
            seen.AddRange(page.Items().Texts("id"));
            cursor = page.Text("next_cursor");
        }

        var whole = (await alice.JsonAsync($"GET /api/conversations?sort={sort}")).Items();
        Assert.Equal(8, pages);
        Assert.Equal(whole.Texts("id"), seen);
        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(InOrder(whole, sort), whole.Texts("id"));
    }

    [Theory, DatabaseData]
    public async Task The_last_page_has_no_cursor_even_when_it_is_full(Engine engine)
    {
        var (alice, owner) = NewOwner(engine);
        await AddAsync(engine, owner, 4);

        var first = await alice.JsonAsync("GET /api/conversations?limit=2");
        var last = await alice.JsonAsync($"GET /api/conversations?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Null(last.Text("next_cursor"));
        Assert.Empty(first.Items().Texts("id").Intersect(last.Items().Texts("id")));
    }

    [Theory, DatabaseData]
    public async Task A_rename_moves_nothing_and_a_message_moves_to_the_top(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var first = (await alice.JsonAsync("POST /api/conversations", """{"title":"first","created_at":"2024-01-01T00:00:00Z"}""")).Text("id");
        await alice.JsonAsync("POST /api/conversations", """{"title":"second","created_at":"2024-01-02T00:00:00Z"}""");

        await alice.JsonAsync($"PATCH /api/conversations/{first}", """{"title":"renamed"}""");
        Assert.Equal(["second", "renamed"], (await alice.JsonAsync("GET /api/conversations")).Items().Texts("title"));

        await alice.AppendAsync(first!, "Hello");
        Assert.Equal(["renamed", "second"], (await alice.JsonAsync("GET /api/conversations")).Items().Texts("title"));
    }

    [Theory]
    [DatabaseData("", "active, starred, other model")]
    [DatabaseData("status=active", "active, starred, other model")]
    [DatabaseData("status=archived", "archived")]
    [DatabaseData("status=deleted", "deleted")]
    [DatabaseData("status=all", "active, archived, starred, other model")]
    [DatabaseData("starred=true", "starred")]
    [DatabaseData("starred=false", "active, other model")]
    [DatabaseData("audio=true", "starred")]
    [DatabaseData("audio=false", "active, other model")]
    [DatabaseData("model=claude", "other model")]
    [DatabaseData("source=source+4", "other model")]
    [DatabaseData("source=Source+4", "")]
    [DatabaseData("source=source", "")]
    [DatabaseData("status=all&source=source+1", "archived")]
    [DatabaseData("tag=travel", "starred")]
    [DatabaseData("tag=trave", "")]
    [DatabaseData("personality=GUIDE", "starred")]
    [DatabaseData("personality=nobody", "")]
    [DatabaseData("from=2026-11-24", "starred, other model")]
    [DatabaseData("to=2026-11-24", "active")]
    [DatabaseData("from=2026-11-21T00:00:00Z&to=2026-11-21T00:00:00.001Z", "active")]
    [DatabaseData("from=2026-11-21T01:00:00%2B01:00&to=2026-11-22", "active")]
    public async Task Filters_narrow_the_list(Engine engine, string query, string titles)
    {
        var (alice, owner) = NewOwner(engine);
        var guide = (await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""")).Text("id");
        await AddAsync(engine, owner, 5, (conversation, i) =>
        {
            conversation.Title = ((string[])["active", "archived", "deleted", "starred", "other model"])[i];
            conversation.Status = i switch { 1 => ConversationStatus.Archived, 2 => ConversationStatus.Deleted, _ => ConversationStatus.Active };
            conversation.LastMessageAt = Day.AddDays(i);
            conversation.Starred = i == 3;
            conversation.AudioDuration = i == 3 ? 6.5 : 0;
            conversation.PersonalityId = i == 3 ? Guid.Parse(guide!) : null;
            conversation.Model = i == 4 ? "claude" : "gpt-4o";
            if (i == 3)
            {
                conversation.Tags.Add(new ConversationTag { ConversationId = conversation.Id, OwnerId = owner, Name = "travel" });
            }
        });

        var found = (await alice.JsonAsync($"GET /api/conversations?{query}")).Items().Texts("title");

        Assert.Equal(titles.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(), found.Order());
        Assert.Equal(found.Order(), (await IncludedAsync(engine, owner, query)).Order());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=LWxhc3RfbWVzc2FnZV9hdApub3QtYW4taWQK", "cursor")]
    [InlineData("cursor=LWxhc3RfbWVzc2FnZV9hdAowMTIzNDU2Ny04OWFiLTdkZWYtODEyMy00NTY3ODlhYmNkZWYKc29vbg", "cursor")]
    [InlineData("sort=color", "sort")]
    [InlineData("status=gone", "status")]
    [InlineData("starred=maybe", "starred")]
    [InlineData("audio=loud", "audio")]
    [InlineData("from=someday", "from")]
    [InlineData("to=2026-13-01", "to")]
    public async Task What_is_wrong_in_the_query_is_named(string query, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync($"GET /api/conversations?{query}").RefusedFieldsAsync());

    [Fact]
    public async Task A_cursor_of_one_order_means_nothing_in_another()
    {
        var (alice, owner) = NewOwner(Engine.Sqlite);
        await AddAsync(Engine.Sqlite, owner, 2);
        var cursor = (await alice.JsonAsync("GET /api/conversations?limit=1")).Text("next_cursor");

        Assert.Equal(["cursor"], await alice.SendAsync($"GET /api/conversations?sort=title&cursor={cursor}").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task Text_that_no_row_can_hold_finds_nothing(Engine engine)
    {
        var (alice, owner) = NewOwner(engine);
        await AddAsync(engine, owner, 1);

        foreach (var query in (string[])["tag=%00", "model=%00", "source=%00", "personality=%00", "tag=%ED%A0%80"])
        {
            Assert.Empty((await alice.JsonAsync($"GET /api/conversations?{query}")).Items());
        }
    }

    [Fact]
    public async Task Without_a_word_about_it_a_page_has_50_and_at_most_200()
    {
        var (alice, owner) = NewOwner(Engine.Sqlite);
        await AddAsync(Engine.Sqlite, owner, 201);

        Assert.Equal(50, (await alice.JsonAsync("GET /api/conversations")).Items().Count);
        Assert.Equal(200, (await alice.JsonAsync("GET /api/conversations?limit=200")).Items().Count);
    }

    /// <summary>A page costs the same at any depth: it begins at its place in the index and sorts nothing.</summary>
    [Theory]
    [DatabaseData("-last_message_at"), DatabaseData("created_at"), DatabaseData("-created_at")]
    [DatabaseData("title"), DatabaseData("message_count"), DatabaseData("audio_duration")]
    public async Task A_page_at_any_depth_is_read_from_the_index(Engine engine, string sort)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        var key = sort switch { "title" => "trip", "audio_duration" => "1.5", "message_count" => "7", _ => "1770000000000" };
        var page = ConversationOrder.Of(sort)
            .Page(db.Conversations.VisibleTo("alice").Matching(new ConversationFilter()), new Cursor(sort, key, Guid.CreateVersion7()))
            .Take(51);

        var plan = await PlanAsync(db, page, engine);

        var column = sort is "title" ? "title_key" : sort.TrimStart('-');
        var expected = engine is Engine.Sqlite
            ? $@"^SEARCH \w+ USING INDEX \w+ \(owner_id=\? AND (status=\? AND )?{column}[<>]\?\)$"
            : $@"^Limit [^\n]+\n +->  Index Scan [^\n]+\n +Index Cond: [^\n]*\b{column}\b";
        Assert.True(Regex.IsMatch(plan, expected, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), plan);
    }

    [Theory]
    [DatabaseData(null, true, "IX_conversations_spoken"), DatabaseData(true, null, "IX_conversations_starred")]
    public async Task The_few_with_a_mark_are_read_from_an_index_of_their_own(Engine engine, bool? starred, bool? audio, string index)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        var page = ConversationOrder.NewestFirst
            .Page(db.Conversations.VisibleTo("alice").Matching(new ConversationFilter { Starred = starred, Audio = audio }), new Cursor("-last_message_at", "1770000000000", Guid.CreateVersion7()))
            .Take(51);

        Assert.Contains(index, await PlanAsync(db, page, engine));
    }

    /// <summary>What the same filter lets through of conversations that were read already.</summary>
    private static async Task<IEnumerable<string>> IncludedAsync(Engine engine, string owner, string query)
    {
        var (app, user) = (SharedApp.On(engine), new CurrentUser(owner));
        var parts = QueryHelpers.ParseQuery(query);
        string? Part(string name) => parts.TryGetValue(name, out var value) ? value.ToString() : null;
        var asked = new ConversationListQuery
        {
            Status = Part("status"),
            Personality = Part("personality"),
            Tag = Part("tag"),
            Model = Part("model"),
            Source = Part("source"),
            From = Part("from"),
            To = Part("to"),
            Starred = Part("starred"),
            Audio = Part("audio"),
        };
        if (await asked.ToFilterAsync(user, app.Get<PersonalityService>(), ConversationScope.Active, TimeZoneInfo.Utc, Cancel) is not { } filter)
        {
            return [];
        }

        List<ConversationView> all = [];
        foreach (var status in (ConversationScope[])[ConversationScope.All, ConversationScope.Deleted])
        {
            all.AddRange((await app.Get<ConversationService>().ListAsync(user, new ConversationFilter { Status = status }, ConversationOrder.NewestFirst, null, null, Cancel)).Items);
        }

        return all.Where(filter.Includes).Select(conversation => conversation.Title);
    }

    private static async Task<string> PlanAsync(DbContext db, IQueryable<Conversation> page, Engine engine)
    {
        await using var command = page.CreateDbCommand();
        await db.Database.OpenConnectionAsync(Cancel);
        if (engine is Engine.Postgres)
        {
            // What it would do with many rows: an empty table is always read from end to end.
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off", Cancel);
        }

        command.CommandText = (engine is Engine.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var lines = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            lines.Add(row.GetString(row.FieldCount - 1));
        }

        return string.Join('\n', lines);
    }

    private static (HttpClient Client, string Owner) NewOwner(Engine engine)
    {
        var owner = $"owner-{Guid.NewGuid():N}";
        return (SharedApp.On(engine).ClientFor(owner), owner);
    }

    private static Task AddAsync(Engine engine, string owner, int count, Action<Conversation, int>? change = null) =>
        SharedApp.On(engine).Get<ConvoWeb.Data.Providers.IDatabase>().WriteAsync(
            async db =>
            {
                for (var i = 0; i < count; i++)
                {
                    var conversation = new Conversation
                    {
                        Id = Guid.CreateVersion7(),
                        OwnerId = owner,
                        Title = "Trip to Oslo",
                        TitleKey = "trip to oslo",
                        CreatedAt = Day.AddMinutes(i / 3),
                        UpdatedAt = Day,
                        StoredAt = Day,
                        LastMessageAt = Day,
                        Source = $"source {i}",
                    };
                    change?.Invoke(conversation, i);
                    db.Context.Add(conversation);
                }

                return await db.Context.SaveChangesAsync();
            },
            Cancel);

    private static IEnumerable<string?> InOrder(IReadOnlyList<System.Text.Json.JsonElement> items, string sort)
    {
        var ordered = sort switch
        {
            "created_at" => items.OrderBy(item => item.Text("created_at"), StringComparer.Ordinal).ThenBy(item => item.Text("id"), StringComparer.Ordinal),
            "title" => items.OrderBy(item => item.Text("title"), StringComparer.Ordinal).ThenBy(item => item.Text("id"), StringComparer.Ordinal),
            "message_count" or "audio_duration" =>
                items.OrderBy(item => item.GetProperty(sort).GetDouble()).ThenBy(item => item.Text("id"), StringComparer.Ordinal),
            "-message_count" or "-audio_duration" =>
                items.OrderByDescending(item => item.GetProperty(sort[1..]).GetDouble()).ThenByDescending(item => item.Text("id"), StringComparer.Ordinal),
            _ => items.OrderByDescending(item => item.Text(sort[1..]), StringComparer.Ordinal).ThenByDescending(item => item.Text("id"), StringComparer.Ordinal),
        };
        return ordered.Select(item => item.Text("id"));
    }
}
