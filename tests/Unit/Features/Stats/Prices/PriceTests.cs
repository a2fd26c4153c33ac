using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Tests.Unit.Features.Stats.Prices;

public sealed class PriceTests
{
    [Theory, DatabaseData]
    public async Task Prices_are_read_as_they_were_entered(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        Assert.Empty((await alice.JsonAsync("GET /api/prices")).Items());

        var put = await PutAsync(
            alice,
            """{"model":"gpt-4o*","from":"2026-03-01","input":2.50,"output":0.000001}""",
            """{"model":" gpt-4o* ","input":5,"output":15}""",
            """{"model":"*","from":null,"input":0,"output":1000000}""",
            """{"model":"Claude","from":"2026-01-01","input":1e1,"output":123456.654321}""");

        Assert.Equal(
            [
                """{"model":"*","from":null,"input":0,"output":1000000}""",
                """{"model":"Claude","from":"2026-01-01","input":10,"output":123456.654321}""",
                """{"model":"gpt-4o*","from":null,"input":5,"output":15}""",
                """{"model":"gpt-4o*","from":"2026-03-01","input":2.5,"output":0.000001}""",
            ],
            put.Items().Select(price => price.GetRawText()));
        Assert.Equal(put.GetRawText(), (await alice.JsonAsync("GET /api/prices")).GetRawText());
    }

    [Theory, DatabaseData]
    public async Task What_is_put_takes_the_place_of_all_that_were_there(Engine engine)
    {
        var (alice, bob) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine));
        await PutAsync(bob, """{"model":"b","input":7,"output":7}""");
        await PutAsync(alice, """{"model":"a","input":1,"output":1}""", """{"model":"b","input":2,"output":2}""");

        await PutAsync(alice, """{"model":"b","input":3,"output":3}""", """{"model":"c","input":4,"output":4}""");
        Assert.Equal("b 3, c 4", await NamesAsync(alice));

        await PutAsync(alice);
        Assert.Equal("", await NamesAsync(alice));
        Assert.Equal("b 7", await NamesAsync(bob));
    }

    [Theory, DatabaseData]
    public async Task Of_lists_that_come_at_once_one_stays_and_whole(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        string ListOf(int i) => string.Join(", ", Enumerable.Range(0, 3).Select(k => $"{(char)('a' + i)}{k} {i}"));

        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                PutAsync(alice, [.. Enumerable.Range(0, 3).Select(k => $$"""{"model":"{{(char)('a' + i)}}{{k}}","input":{{i}},"output":0}""")])));

            Assert.Contains(await NamesAsync(alice), Enumerable.Range(0, 8).Select(ListOf));
        }
    }

    [Theory]
    [InlineData("""{}""", "items")]
    [InlineData("""{"items":null}""", "items")]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[null]}""", "items[0]")]
    [InlineData("""{"items":[{"model":"a","input":1,"output":1},{"model":" ","input":1,"output":1}]}""", "items[1].model")]
    [InlineData("""{"items":[{"input":1,"output":1}]}""", "items[0].model")]
    [InlineData("""{"items":[{"model":"*a","input":1,"output":1}]}""", "items[0].model")]
    [InlineData("""{"items":[{"model":"a**","input":1,"output":1}]}""", "items[0].model")]
    [InlineData("""{"items":[{"model":"a","output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","input":1,"output":null}]}""", "items[0].output")]
    [InlineData("""{"items":[{"model":"a","input":-0.000001,"output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","input":1,"output":1000000.000001}]}""", "items[0].output")]
    [InlineData("""{"items":[{"model":"a","input":79228162514264337593543950335,"output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","input":0.0000001,"output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","input":1e300,"output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","input":"1","output":1}]}""", "items[0].input")]
    [InlineData("""{"items":[{"model":"a","from":"2026-02-30","input":1,"output":1}]}""", "items[0].from")]
    [InlineData("""{"items":[{"model":"a","input":1,"output":1},{"model":"A","input":2,"output":2}]}""", "items[1].from")]
    [InlineData("""{"items":[{"model":"a","input":1,"output":1},{"model":" a","from":"0001-01-01","input":2,"output":2}]}""", "items[1].from")]
    [InlineData("""{"items":[{"model":"a","from":"2026-01-01","input":1,"output":1},{"model":"a","from":"2026-01-01","input":1,"output":1}]}""", "items[1].from")]
    public async Task What_is_wrong_is_named(string body, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync("PUT /api/prices", body).RefusedFieldsAsync());

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_and_nothing_is_stored()
    {
        var alice = SharedApp.NewOwner();
        await PutAsync(alice, """{"model":"a","input":1,"output":1}""");

        var refused = await alice
            .SendAsync("PUT /api/prices", """{"items":[{"model":"b","input":1,"output":1},{"model":"","input":-1,"output":0.0000001},{"model":"b","input":1,"output":1}]}""")
            .RefusedFieldsAsync();

        Assert.Equal(["items[1].model", "items[1].input", "items[1].output", "items[2].from"], refused);
        Assert.Equal("a 1", await NamesAsync(alice));
    }

    [Theory, DatabaseData]
    public async Task Lists_and_names_have_their_limits(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var name = string.Concat(Enumerable.Repeat("😀", 199)) + "*";
        string[] most = [.. Enumerable.Range(0, 499).Select(i => $$"""{"model":"m","from":"{{new DateOnly(2025, 1, 1).AddDays(i):yyyy-MM-dd}}","input":1,"output":1}"""), Named(name)];

        Assert.Equal(500, (await PutAsync(alice, most)).Items().Count);
        Assert.Contains(name, (await alice.JsonAsync("GET /api/prices")).Items().Texts("model"));

        Assert.Equal(["items"], await alice.SendAsync("PUT /api/prices", Body([.. most, Named("n")])).RefusedFieldsAsync());
        Assert.Equal(["items[0].model"], await alice.SendAsync("PUT /api/prices", Body(Named("x" + name))).RefusedFieldsAsync());
        Assert.Equal(500, (await alice.JsonAsync("GET /api/prices")).Items().Count);
    }

    [Theory, DatabaseData]
    public async Task A_page_enters_the_same_by_the_service(Engine engine)
    {
        var (prices, user) = (SharedApp.On(engine).Get<PriceService>(), new CurrentUser($"owner-{Guid.NewGuid():N}"));
        PriceView[] entered = [new("b", null, 1.25m, 3), new(" a\0", DateOnly.MinValue, 1, 2), new("a\uFFFD", new DateOnly(2026, 1, 1), 0, 0)];

        var replaced = await prices.ReplaceAsync(user, entered, Cancel);

        Assert.Equal([new("a\uFFFD", null, 1, 2), new("a\uFFFD", new DateOnly(2026, 1, 1), 0, 0), new("b", null, 1.25m, 3)], replaced);
        Assert.Equal(replaced, await prices.ListAsync(user, Cancel));

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => prices.ReplaceAsync(user, [new("", null, 0, 0)], Cancel));
        Assert.Equal(["items[0].model"], refused.Errors.Keys);
    }

    private static Task<JsonElement> PutAsync(HttpClient client, params string[] prices) => client.JsonAsync("PUT /api/prices", Body(prices));

    private static string Body(params string[] prices) => $$"""{"items":[{{string.Join(',', prices)}}]}""";

    private static string Named(string model) => $$"""{"model":"{{model}}","input":1,"output":1}""";

    private static async Task<string> NamesAsync(HttpClient client) =>
        string.Join(", ", (await client.JsonAsync("GET /api/prices")).Items().Select(price => $"{price.Text("model")} {price.GetProperty("input").GetRawText()}"));
}
