using System.Text.Json;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>The first page of the list, and one that lies nine tenths down: paged by key, both cost the same.</summary>
internal sealed class ListScenario(Sides sides, BenchOptions options) : IScenario
{
    private const string FirstPage = "/api/conversations?limit=50";

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("list, 50 conversations a page");
        var pages = await WalkAsync(cancellationToken);
        var deep = pages[pages.Count * 9 / 10];

        var first = Reading("ConvoWeb, first page", sides.ConvoWeb, FirstPage);
        var down = Reading("ConvoWeb, at 90 % depth", sides.ConvoWeb, deep.Path);
        var floorFirst = Reading("floor: SELECT by key, first page", sides.Floor, FirstPage);
        var floorDown = Reading("floor: SELECT by key, at 90 % depth", sides.Floor, deep.FloorPath);

        await new Comparison(options, first, down, floorFirst, floorDown).RunAsync(cancellationToken);
        _verdict.AtMost(1.20, down.CpuOf(first), "CPU at 90 % depth, of the first page's");
        _verdict.AtMost(1.20, first.RateOf(down), "time at 90 % depth, of the first page's");
    }

    private static Contender Reading(string name, Server server, string path) => new(name, server, [Requests.Get(server, path)]);

    /// <summary>Follows the cursors once from the first page to the last.</summary>
    private async Task<IReadOnlyList<ListPage>> WalkAsync(CancellationToken cancellationToken)
    {
        var pages = new List<ListPage>();
        var conversations = 0;
        var next = new ListPage(FirstPage, FirstPage);
        while (true)
        {
            pages.Add(next);
            using var page = JsonDocument.Parse(await sides.ConvoWeb.Client.GetByteArrayAsync(next.Path, cancellationToken));
            conversations += page.RootElement.GetProperty("items").GetArrayLength();
            if (page.RootElement.GetProperty("next_cursor").GetString() is not { } cursor)
            {
                break;
            }

            var last = page.RootElement.GetProperty("items").EnumerateArray().Last();
            next = new ListPage(
                $"{FirstPage}&cursor={Uri.EscapeDataString(cursor)}",
                $"{FirstPage}&before={last.GetProperty("last_message_at").GetDateTimeOffset().ToUnixTimeMilliseconds()}&id={last.GetProperty("id")}");
        }

        var expected = sides.Corpus.ConversationsWith(0, int.MaxValue).Count;
        return conversations == expected
            ? pages
            : throw new BenchFailureException($"The pages of the list hold {conversations:N0} conversations; there are {expected:N0}.");
    }

    /// <summary>The floor takes the key of the last row before the page as it is.</summary>
    private sealed record ListPage(string Path, string FloorPath);
}
