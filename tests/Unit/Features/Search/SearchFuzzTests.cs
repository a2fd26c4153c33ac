using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>Whatever is typed is answered, by the whole program on a real database.</summary>
public sealed class SearchFuzzTests(ITestOutputHelper output)
{
    /// <summary>More on demand: <c>CONVOWEB_QUERIES=100000 dotnet test tests/Unit --filter SearchFuzzTests</c>.</summary>
    private static readonly int Queries = int.Parse(Environment.GetEnvironmentVariable("CONVOWEB_QUERIES") ?? "750", CultureInfo.InvariantCulture);

    private static readonly string[] Orders = ["best", "relevance", "newest"];

    [Theory, DatabaseData]
    public async Task Whatever_is_typed_is_answered(Engine engine)
    {
        var random = new Random(6);
        await AskAsync(engine, Enumerable.Range(0, Queries).Select(_ => QueryTexts.Next(random)));
    }

    [Theory, DatabaseData]
    public async Task A_naughty_string_is_answered(Engine engine) =>
        await AskAsync(engine, QueryTexts.Naughty().SelectMany(text => (string[])[text, $"\"{text}\" OR {text} -{text} {text}*", $"title:{text} personality:\"{text}\""]));

    private async Task AskAsync(Engine engine, IEnumerable<string> queries)
    {
        var client = await FilledAsync(engine);
        var (count, found, slowest, slowestText) = (0, 0, TimeSpan.Zero, "");
        foreach (var text in queries)
        {
            var begin = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri($"/api/conversations/search?order={Orders[count % 3]}&time_zone=Europe/Oslo&q={Escape(text)}", UriKind.Relative), Cancel);
            var body = await response.Content.ReadAsStringAsync(Cancel);
            var took = Stopwatch.GetElapsedTime(begin);

            Assert.True(response.StatusCode is HttpStatusCode.OK, $"{(int)response.StatusCode} for {JsonSerializer.Serialize(text)}: {body}");
            count++;
            found += JsonElement.Parse(body).Items().Count > 0 ? 1 : 0;
            (slowest, slowestText) = took > slowest ? (took, text) : (slowest, slowestText);
        }

        output.WriteLine($"{count} queries, {found} found something; the slowest took {slowest.TotalMilliseconds:N0} ms: {JsonSerializer.Serialize(slowestText)}");
        Assert.NotEqual(0, found);
    }

    /// <summary>Half a surrogate pair cannot stand in an address.</summary>
    private static string Escape(string text) => Uri.EscapeDataString(string.Concat(text.EnumerateRunes()));

    private static async Task<HttpClient> FilledAsync(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var random = new Random(7);
        for (var i = 0; i < 30; i++)
        {
            var messages = Enumerable.Range(0, 20).Select(n => new { type = n % 2 == 0 ? "user" : "ai", content = QueryTexts.Next(random) + " oslo 東京都 résumé foo_bar C++ --flag" });
            await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new { title = QueryTexts.Next(random) + " oslo", model = "gpt-4o", messages }));
        }

        // The first of an app is slow.
        await client.JsonAsync("GET /api/conversations/search?q=oslo%20personality:x");

        return client;
    }
}
