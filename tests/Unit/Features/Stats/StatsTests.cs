using System.Net;
using System.Text.Json;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Upkeep;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsTests
{
    private static readonly string[] Roles = ["user", "ai"];

    [Theory, DatabaseData]
    public async Task A_history_without_anything_has_no_figures(Engine engine)
    {
        var stats = await SharedApp.NewOwner(engine).JsonAsync("GET /api/stats?range=all");

        Assert.Equal(0, stats.GetProperty("totals").Number("messages"));
        Assert.Empty(stats.Items("days"));
        Assert.Empty(stats.Items("hours"));
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("response").GetProperty("median").ValueKind);
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("before").ValueKind);
        Assert.False(stats.GetProperty("is_counting").GetBoolean());
        Assert.Equal("UTC", stats.GetProperty("range").Text("stored_time_zone"));
    }

    [Theory, DatabaseData]
    public async Task Each_number_is_that_of_the_list_and_the_search(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        foreach (var (day, model) in ((string, string)[])[("2026-03-01", "gpt-4o"), ("2026-03-01", "claude"), ("2026-03-03", "gpt-4o"), ("2026-03-09", "claude")])
        {
            await AddAsync(client, $"{day}T10:00:00Z", model);
        }

        var stats = await client.JsonAsync("GET /api/stats?date=2026-03-01..2026-03-05");
        var list = await client.JsonAsync("GET /api/conversations?status=all&from=2026-03-01&to=2026-03-06");
        var found = await client.JsonAsync("GET /api/conversations/search?q=on:2026-03-01..2026-03-05");
        var answers = await client.JsonAsync("GET /api/conversations/search?q=by:gpt-4o+on:2026-03-01..2026-03-05");
        var ofModel = await client.JsonAsync("GET /api/conversations?status=all&model=claude&from=2026-03-01&to=2026-03-06");

        Assert.Equal(3, stats.GetProperty("totals").Number("conversations"));
        Assert.Equal(list.Items().Count, stats.GetProperty("totals").Number("conversations"));
        Assert.Equal(found.Number("total"), stats.GetProperty("totals").Number("messages"));
        var models = stats.Items("models");
        Assert.Equal(["gpt-4o", "claude"], models.Texts("model"));
        Assert.Equal(answers.Number("total"), models[0].GetProperty("totals").Number("messages"));
        Assert.Equal(ofModel.Items().Count, models[1].GetProperty("totals").Number("conversations"));
        Assert.Equal(["2026-03-01", "2026-03-03"], stats.Items("days").Texts("day"));
    }

    [Theory, DatabaseData]
    public async Task Tokens_cost_what_the_owner_says_and_estimated_ones_are_told_apart(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var conversation = await client.AddConversationAsync();
        await client.JsonAsync(
            $"POST /v1/conversations/{conversation}/messages",
            """{"type":"ai","content":"Oslo","model":"gpt-4o","tokens_in":1000,"tokens_out":500,"timestamp":"2026-03-01T10:00:00Z"}""");
        await client.JsonAsync(
            $"POST /v1/conversations/{conversation}/messages",
            """{"type":"ai","content":"Bergen","model":"gpt-4o","tokens_in":0,"tokens_out":100,"tokens_estimated":true,"timestamp":"2026-03-02T10:00:00Z"}""");
        await client.JsonAsync(
            $"POST /v1/conversations/{conversation}/messages", """{"type":"ai","content":"Moss","model":"other","tokens_out":7,"timestamp":"2026-03-02T11:00:00Z"}""");
        await client.JsonAsync("PUT /api/prices", """{"items":[{"model":"gpt-*","from":null,"input":2,"output":10},{"model":"gpt-*","from":"2026-03-02","input":1,"output":20}]}""");

        var cost = (await client.JsonAsync("GET /api/stats?date=2026-02-20..2026-03-05")).GetProperty("cost");

        Assert.Equal(0.007m + 0.002m, cost.GetProperty("amount").GetDecimal());
        Assert.Equal(0.002m, cost.GetProperty("estimated").GetDecimal());
        Assert.Equal(7, cost.Number("unpriced_tokens"));
    }

    [Fact]
    public async Task A_streamed_answer_tells_how_long_it_took()
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp { Clock = clock };
        var client = app.ClientFor("alice");
        var conversation = await client.AddConversationAsync();
        var draft = await client.JsonAsync($"POST /v1/conversations/{conversation}/messages", """{"type":"ai","state":"draft"}""");
        var message = $"/v1/conversations/{conversation}/messages/{draft.Text("id")}";

        clock.Advance(TimeSpan.FromMilliseconds(700));
        await client.JsonAsync($"POST {message}/deltas", """{"n":0,"text":"Os"}""");
        clock.Advance(TimeSpan.FromMilliseconds(1300));
        await client.JsonAsync($"POST {message}/deltas", """{"n":1,"text":"lo"}""");
        var final = await client.JsonAsync($"POST {message}/finalize", """{"metadata":{"mood":"calm","mood":"calmer"}}""");
        var stats = await client.JsonAsync("GET /api/stats");

        Assert.Equal("""{"mood":"calm","mood":"calmer","first_token_ms":700,"response_ms":2000}""", final.GetProperty("metadata").GetRawText());
        Assert.Equal(1, stats.GetProperty("response").Number("count"));
        Assert.InRange(stats.GetProperty("response").Number("median"), 1875, 2125);
        Assert.InRange(stats.GetProperty("first_token").Number("median"), 656, 744);
    }

    [Theory]
    [InlineData("range=week", "range")]
    [InlineData("date=2026-03-05..2026-03-01", "date")]
    [InlineData("date=2026-02-30", "date")]
    [InlineData("date=0001-01-01..9999-12-31", "date")]
    [InlineData("time_zone=Mars/Olympus", "time_zone")]
    [InlineData("time_zone=../../etc/passwd", "time_zone")]
    public async Task What_cannot_be_counted_is_refused_with_the_field(string query, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync($"GET /api/stats?{query}").RefusedFieldsAsync());

    [Fact]
    public async Task A_csv_of_no_chart_is_refused() =>
        Assert.Equal(["chart"], await SharedApp.NewOwner().SendAsync("GET /api/stats/csv?chart=pie").RefusedFieldsAsync());

    [Fact]
    public async Task A_personality_that_is_not_there_has_no_figures()
    {
        var client = SharedApp.NewOwner();
        await AddAsync(client, "2026-03-01T10:00:00Z", "gpt-4o");

        Assert.Equal(0, (await client.JsonAsync("GET /api/stats?range=all&personality=Nobody")).GetProperty("totals").Number("messages"));
    }

    [Theory, DatabaseData]
    public async Task A_chosen_time_zone_moves_messages_to_other_days(Engine engine)
    {
        await using var app = new ConvoWebApp(engine) { Clock = new TestClock() };
        var client = app.ClientFor("alice");
        await AddAsync(client, "2026-03-01T23:30:00Z", "gpt-4o");

        Assert.Equal(HttpStatusCode.Accepted, (await client.SendAsync("PUT /api/stats/time-zone", """{"time_zone":"Asia/Kathmandu"}""")).StatusCode);
        Assert.True((await client.JsonAsync("GET /api/stats?date=2026-03-01..2026-03-02")).GetProperty("is_counting").GetBoolean());
        await app.Get<RollupCounter>().CountAllAsync(Cancel);
        var stats = await client.JsonAsync("GET /api/stats?date=2026-03-01..2026-03-02");

        Assert.Equal(["2026-03-02"], stats.Items("days").Texts("day"));
        Assert.Equal(5, Assert.Single(stats.Items("hours")).Number("hour"));
        Assert.Equal("Asia/Kathmandu", stats.GetProperty("range").Text("stored_time_zone"));
        Assert.Equal(["time_zone"], await client.SendAsync("PUT /api/stats/time-zone", """{"time_zone":"Moon"}""").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task The_days_of_the_reader_are_taken_until_one_is_chosen(Engine engine)
    {
        await using var app = new ConvoWebApp(engine) { Clock = new TestClock() };
        var (stats, alice) = (app.Get<StatsService>(), new CurrentUser("alice"));

        await stats.AdoptTimeZoneAsync(alice, Zone("UTC"), Cancel); // until the browser has told its own
        await stats.AdoptTimeZoneAsync(alice, Zone("Europe/Berlin"), Cancel);
        await app.Get<RollupCounter>().CountAllAsync(Cancel);
        await stats.AdoptTimeZoneAsync(alice, Zone("America/New_York"), Cancel);
        await app.Get<RollupCounter>().CountAllAsync(Cancel);

        Assert.Equal("Europe/Berlin", (await stats.TimeZoneAsync(alice, Cancel)).Id);
    }

    [Theory, DatabaseData]
    public async Task Two_nodes_that_count_at_once_and_writers_in_between_lose_nothing(Engine engine)
    {
        await using var app = new ConvoWebApp(engine) { Clock = new TestClock() };
        var client = app.ClientFor("alice");
        List<string> conversations = [];
        for (var i = 0; i < 120; i++)
        {
            conversations.Add(await AddAsync(client, $"2026-03-{1 + (i % 28):00}T10:00:00Z", "gpt-4o"));
        }

        var juno = (await client.JsonAsync("POST /api/personalities", """{"name":"Juno"}""")).Text("id");
        foreach (var conversation in conversations)
        {
            await client.JsonAsync($"PATCH /api/conversations/{conversation}", $$"""{"personality_id":"{{juno}}"}""");
        }

        var counter = app.Get<RollupCounter>();
        await app.Get<StatsService>().ChooseTimeZoneAsync(new CurrentUser("alice"), Zone("Europe/Berlin"), Cancel);
        await Task.WhenAll(
            counter.CountAllAsync(Cancel),
            counter.CountAllAsync(Cancel),
            WriteAsync(conversations),
            client.SendAsync($"DELETE /api/personalities/{juno}"),
            WriteAsync([.. conversations.AsEnumerable().Reverse()]));

        await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
        Assert.Empty(await RollupCheck.CompareAsync(db, "alice"));
        var totals = (await client.JsonAsync("GET /api/stats?range=all")).GetProperty("totals");
        Assert.Equal((120, 480), (totals.Number("conversations"), totals.Number("messages")));

        async Task WriteAsync(List<string> to)
        {
            foreach (var conversation in to)
            {
                await client.AppendAsync(conversation, "And then?");
            }
        }
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    /// <summary>A question and its answer.</summary>
    private static async Task<string> AddAsync(HttpClient client, string time, string model) =>
        (await client.JsonAsync(
            "POST /api/conversations",
            JsonSerializer.Serialize(new
            {
                title = "Trip to Oslo",
                created_at = time,
                messages = Roles.Select(type => new { type, content = "Which museums?", timestamp = time, model = type == "ai" ? model : null }),
            }))).Text("id")!;
}
