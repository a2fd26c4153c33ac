using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

public sealed partial class TokenEstimateTests
{
    /// <summary>In milliseconds.</summary>
    private const int RegexTimeout = 5000;

    [Fact]
    public void On_what_was_recorded_with_counts_it_is_as_wrong_as_its_page_says_and_no_more()
    {
        List<double> tokensIn = [], tokensOut = [];
        foreach (var recording in Recordings.OfChat())
        {
            var answer = Fed.Of(recording, _ => int.MaxValue).Answer;
            if (answer.TokensIn is { } countedIn && Requests.Parse(recording.Request) is { } asked)
            {
                tokensIn.Add(ErrorOf(TokenEstimate.OfRequest(asked.Turns, asked.ToolTokens), countedIn));
            }

            if (answer.TokensOut - (answer.TokensReasoning ?? 0) is { } countedOut)
            {
                tokensOut.Add(ErrorOf(TokenEstimate.OfAnswer(answer), countedOut));
            }
        }

        AssertIsStated("tokens_in", tokensIn);
        AssertIsStated("tokens_out", tokensOut);
    }

    /// <summary>The counts are those of o200k_base.</summary>
    [Theory]
    [InlineData(21, "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience.")]
    [InlineData(26, "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt.")]
    [InlineData(17, "Все люди рождаются свободными и равными в своем достоинстве и правах.")]
    [InlineData(31, "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.")]
    [InlineData(26, "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心。")]
    [InlineData(35, "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。")]
    [InlineData(24, "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.")]
    [InlineData(35, "public static int Sum(IEnumerable<int> values)\n{\n    var total = 0;\n    foreach (var value in values)\n    {\n        total += value;\n    }\n}\n")]
    [InlineData(36, "{\"city\": \"Edinburgh\", \"country\": \"GB\", \"days\": [1, 2, 3], \"since\": \"2026-11-21\"}")]
    [InlineData(13, "https://example.org/a/b?c=1234567890")]
    public void It_is_near_what_a_real_tokeniser_counts(int counted, string text) =>
        Assert.InRange(TokenEstimate.OfText(text), counted * 0.7, counted * 1.3);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Nothing_is_no_token(string text) => Assert.Equal(0, TokenEstimate.OfText(text));

    [Theory]
    [InlineData(0, 0, """ "tools":[] """)]
    [InlineData(0, 0, """ "response_format":{"type":"json_object"} """)]
    [InlineData(16, 30, """ "response_format":{"type":"json_schema","json_schema":{"name":"weather","schema":{"properties":{"city":{"type":"string"}}}}} """)]
    [InlineData(16, 30, """ "functions":[{"name":"weather","parameters":{"properties":{"city":{"type":"string"}}}}] """)]
    public void What_a_request_describes_counts_by_its_words(int least, int most, string member) =>
        Assert.InRange(Requests.Parse($$"""{"messages":[],{{member}}}""")!.ToolTokens, least, most);

    [Fact]
    public void Twice_the_text_is_twice_the_tokens_whatever_it_is()
    {
        var random = new Random(20261130);
        for (var i = 0; i < 200; i++)
        {
            var letters = new char[random.Next(1, 400)];
            foreach (ref var letter in letters.AsSpan())
            {
                letter = (char)random.Next(random.Next(2) == 0 ? 0x80 : 0x10000); // halves of characters too
            }

            var (once, twice) = (TokenEstimate.OfText(letters), TokenEstimate.OfText([.. letters, .. letters]));
            Assert.InRange(twice, (2 * once) - 4, (2 * once) + 4);
        }
    }

    [Fact]
    public void It_takes_no_memory()
    {
        var text = string.Concat(Enumerable.Repeat("Most museums are open on 1234 days, über 人人 😀\n", 1000));
        TokenEstimate.OfText(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        TokenEstimate.OfText(text);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double ErrorOf(int estimate, int counted) => Math.Abs(estimate - counted) / (double)counted;

    /// <summary>A line of the table: <c>| tokens_in | 15 | 13.5 % |</c>.</summary>
    private static void AssertIsStated(string what, List<double> errors)
    {
        var line = Lines().Matches(File.ReadAllText(PathOfPage())).Single(line => line.Groups["what"].Value == what);
        var stated = double.Parse(line.Groups["error"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(int.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture), errors.Count);
        Assert.InRange(100 * errors.Average(), stated - 1, stated);
    }

    private static string PathOfPage([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../../../docs/decisions/token-estimates.md"));

    [GeneratedRegex(@"^\| `(?<what>\w+)` \| (?<count>\d+) \| (?<error>[\d.]+) % \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Lines();
}
