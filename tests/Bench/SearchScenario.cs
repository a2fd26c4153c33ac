using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>
/// A person who waits for what a search finds, beside plain FTS5 and beside a LIKE over whole conversations. One connection,
/// one request after the other: these are times, and not what a server can answer at most.
/// </summary>
internal sealed class SearchScenario(Sides sides, BenchOptions options) : IScenario
{
    private const string ConvoWebPath = "/api/conversations/search?limit=20&q=";
    private const string RankedPath = "/search/ranked?q=";
    private const string LikePath = "/search/like?q=";
    private const string LikeEachPath = "/search/like-each?q=";

    /// <summary>On a page, of ConvoWeb's and of the floor's.</summary>
    private const int Limit = 20;

    /// <summary>No more messages are counted.</summary>
    private const int CountLimit = 1_000;

    /// <summary>From so many conversations on a scan must be a thousand times slower.</summary>
    private const int ManyConversations = 10_000;

    /// <summary>From so many on what grows with the corpus must show.</summary>
    private const int VeryManyConversations = 100_000;

    private static readonly TimeSpan LongWarmUp = TimeSpan.FromSeconds(40);

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var peers = sides.PreparePeers();
        var words = new SearchWords(peers);
        words.Print();
        await CheckAsync(words, cancellationToken);
        await WarmUpAsync(words, cancellationToken);

        await CompareFoundAsync("a rare word", words.Rare, _verdict.AtMost, cancellationToken);
        await CompareFoundAsync("a phrase", [words.Phrase], _verdict.AtMost, cancellationToken);
        await CompareFoundAsync("a word in 0.5 % of the messages", words.Seldom, (_, ratio, what) => _verdict.Only(ratio, what), cancellationToken);
        await CompareCommonAsync(words.Common, cancellationToken);
        await CompareTypedAsync(words.Typed, cancellationToken);
        TellSize(peers);
        await CompareTotalAsync(words.Common, cancellationToken);
        await CompareLikeAsync(words.Rare, cancellationToken);
    }

    /// <summary>A server compiles for a while what it is asked often; a search is much code.</summary>
    private async Task WarmUpAsync(SearchWords words, CancellationToken cancellationToken)
    {
        var duration = options.IsSmoke ? options.Window : LongWarmUp;
        await Searching("ConvoWeb", sides.ConvoWeb, ConvoWebPath, [.. words.All]).WarmUpAsync(duration, cancellationToken);
        await Searching("floor", sides.Floor, RankedPath, words.Rare).WarmUpAsync(duration / 4, cancellationToken);
    }

    private async Task CompareFoundAsync(
        string what, IReadOnlyList<SearchedWord> words, Action<double, double, string> tell, CancellationToken cancellationToken)
    {
        Begin(what);
        var convoWeb = Searching("ConvoWeb", sides.ConvoWeb, ConvoWebPath, words);
        var plain = Searching("floor: FTS5, order by rank", sides.Floor, RankedPath, words);
        var convoWebEmpty = Searching("ConvoWeb, nothing asked", sides.ConvoWeb, ConvoWebPath);
        var plainEmpty = Empty();

        await CompareAsync(cancellationToken, convoWeb, plain, convoWebEmpty, plainEmpty);

        // Each time holds one empty request of its server. What is left is the search alone: it may cost one and a half queries.
        tell(1.50, convoWeb.AboveEmptyOf(convoWebEmpty, plain, plainEmpty, sample => sample.Milliseconds), "time above an empty request's, of the plain query's");
        tell(1.50, convoWeb.AboveEmptyOf(convoWebEmpty, plain, plainEmpty, sample => sample.CpuMicroseconds), "CPU above an empty request's, of the plain query's");
    }

    private async Task CompareCommonAsync(SearchedWord word, CancellationToken cancellationToken)
    {
        var fewer = Math.Max(BenchOptions.FewestConversations, options.Conversations / 10);
        await using var smaller = await sides.StartSmallerAsync(options, fewer, cancellationToken);

        Begin("a word in 12 % of the messages");
        var convoWeb = Searching("ConvoWeb", sides.ConvoWeb, ConvoWebPath, [word]);
        var plain = Searching("floor: FTS5, order by rank", sides.Floor, RankedPath, [word]);
        var onSmaller = Searching($"ConvoWeb, {fewer:N0} conversations", smaller, ConvoWebPath, [word]);
        var newest = Searching("ConvoWeb, order=newest", sides.ConvoWeb, $"{ConvoWebPath}{word.Text}&order=newest");
        var relevance = Searching("ConvoWeb, order=relevance", sides.ConvoWeb, $"{ConvoWebPath}{word.Text}&order=relevance");

        await CompareAsync(cancellationToken, convoWeb, plain, onSmaller, newest, relevance);
        if (options.Conversations >= VeryManyConversations)
        {
            _verdict.AtLeast(50, convoWeb.RateOf(plain), "times as fast as plain order by rank");
            _verdict.AtMost(2, onSmaller.RateOf(convoWeb), $"time, of that with {fewer:N0} conversations");
        }
        else
        {
            _verdict.Only(convoWeb.RateOf(plain), "times as fast as plain order by rank");
            _verdict.Only(onSmaller.RateOf(convoWeb), $"time, of that with {fewer:N0} conversations");
        }
    }

    private async Task CompareTypedAsync(string typed, CancellationToken cancellationToken)
    {
        Begin($"three letters typed, {typed}");
        var convoWeb = Searching("ConvoWeb", sides.ConvoWeb, ConvoWebPath + typed);
        var plain = Searching("floor: FTS5 without prefixes, order by rank", sides.Floor, RankedPath + typed);

        await CompareAsync(cancellationToken, convoWeb, plain);
        _verdict.AtLeast(25, convoWeb.RateOf(plain), "times as fast as without prefixes");
    }

    private void TellSize(SearchPeers peers)
    {
        var (mine, without) = (sides.Corpus.MeasureIndex(), peers.MeasureWithoutPrefixes());
        Console.WriteLine($"  Our index takes {mine / 1e6:N1} MB, the same without prefixes {without / 1e6:N1} MB.");
        _verdict.AtMost(3, (double)mine / without, "size of the index, of the same without prefixes");
    }

    private async Task CompareTotalAsync(SearchedWord word, CancellationToken cancellationToken)
    {
        Begin($"the total of a word in 12 % of the messages: {CountLimit + 1:N0} of them counted");
        var count = Searching("floor: count", sides.Floor, "/search/count?q=", [word]);
        var empty = Empty();

        await CompareAsync(cancellationToken, count, empty);
        _verdict.AtMost(1, Median.Of(count.Samples.Zip(empty.Samples, (counted, none) => counted.Milliseconds - none.Milliseconds)), "ms for the total");
    }

    private async Task CompareLikeAsync(IReadOnlyList<SearchedWord> words, CancellationToken cancellationToken)
    {
        Begin("a rare word, and a LIKE over one JSON text per conversation");
        var convoWeb = Searching("ConvoWeb", sides.ConvoWeb, ConvoWebPath, words);
        var like = Searching("floor: LIKE", sides.Floor, LikePath, words);
        var likeEach = Searching("floor: LIKE in each message", sides.Floor, LikeEachPath, words);

        await CompareAsync(cancellationToken, convoWeb, like, likeEach);
        TellLike(convoWeb.RateOf(like), "times as fast as LIKE");
        TellLike(convoWeb.RateOf(likeEach), "times as fast as LIKE in each message");
    }

    private void TellLike(double ratio, string what)
    {
        if (options.Conversations >= ManyConversations)
        {
            _verdict.AtLeast(1000, ratio, what);
        }
        else
        {
            _verdict.Only(ratio, what);
        }
    }

    private static void Begin(string what)
    {
        Console.WriteLine();
        Console.WriteLine($"search, {what}");
    }

    private Task CompareAsync(CancellationToken cancellationToken, params IReadOnlyList<Contender> contenders) =>
        new Comparison(options, contenders) { TellsTime = true }.RunAsync(cancellationToken);

    private Contender Empty() => Searching("floor: plain text", sides.Floor, "/plaintext");

    private static Contender Searching(string name, Server server, string path, IReadOnlyList<SearchedWord> words) =>
        Searching(name, server, [.. words.Select(word => PathOf(path, word))]);

    private static Contender Searching(string name, Server server, params IReadOnlyList<string> paths) =>
        new(name, server, [.. paths.Select(path => Requests.Get(server, path))]) { Connections = 1 };

    /// <summary>Who finds too little is quick.</summary>
    private async Task CheckAsync(SearchWords words, CancellationToken cancellationToken)
    {
        foreach (var word in words.All)
        {
            await CheckTotalAsync(word, cancellationToken);
            await CheckItemsAsync(RankedPath, word, Math.Min(word.Messages, Limit), cancellationToken);
        }

        await CheckItemsAsync(LikePath, words.Rare[0], 1, cancellationToken);
        await CheckItemsAsync(LikeEachPath, words.Rare[0], 1, cancellationToken);
    }

    private async Task CheckTotalAsync(SearchedWord word, CancellationToken cancellationToken)
    {
        var path = PathOf(ConvoWebPath, word);
        var found = await sides.ConvoWeb.Client.GetFromJsonAsync<JsonElement>(path, cancellationToken);
        var (total, isMore) = (found.GetProperty("total").GetInt32(), found.GetProperty("total_is_more").GetBoolean());

        if (total != Math.Min(word.Messages, CountLimit) || isMore != word.Messages > CountLimit || found.GetProperty("items").GetArrayLength() == 0)
        {
            throw new BenchFailureException($"{path} tells {total:N0} messages{(isMore ? " and more" : "")}; there are {word.Messages:N0}.");
        }
    }

    private async Task CheckItemsAsync(string floorPath, SearchedWord word, int fewest, CancellationToken cancellationToken)
    {
        var path = PathOf(floorPath, word);
        var found = await sides.Floor.Client.GetFromJsonAsync<JsonElement>(path, cancellationToken);
        if (found.GetProperty("items").GetArrayLength() < fewest)
        {
            throw new BenchFailureException($"{path} of the floor does not find {fewest}.");
        }
    }

    private static string PathOf(string path, SearchedWord word) => path + Uri.EscapeDataString(word.Text);
}
