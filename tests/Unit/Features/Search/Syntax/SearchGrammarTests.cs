using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search.Syntax;

/// <summary>What holds for every text that anybody could type.</summary>
public sealed class SearchGrammarTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 1, 30, 15, TimeSpan.Zero);

    private static readonly TimeZoneInfo[] Zones =
        [.. ((string[])["UTC", "Europe/Oslo", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"]).Select(TimeZoneInfo.FindSystemTimeZoneById)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_typed_is_understood_or_told(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 25_000; i++)
        {
            Check(QueryTexts.Next(random), Zones[i % Zones.Length], isTyping: i % 2 == 0);
        }
    }

    [Fact]
    public void Long_texts_are_understood_or_told()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var text = new StringBuilder();
            while (text.Length < 100 * i)
            {
                text.Append(QueryTexts.Next(random)).Append(i % 2 == 0 ? " " : "");
            }

            Check(text.ToString(), Zones[i % Zones.Length], isTyping: false);
        }
    }

    [Fact]
    public void Naughty_strings_are_understood_or_told()
    {
        foreach (var text in QueryTexts.Naughty())
        {
            Check(text, Zones[1], isTyping: false);
            Check(text, Zones[1], isTyping: true);
            Check($"\"{text}\" OR {text} -{text} {text}*", Zones[1], isTyping: false);
            foreach (var key in QueryTexts.Keys)
            {
                Check($"{key}:{text}", Zones[1], isTyping: false);
                Check($"{key}:\"{text}\"", Zones[1], isTyping: false);
            }
        }
    }

    [Fact]
    public void A_naughty_string_can_be_a_name()
    {
        foreach (var name in QueryTexts.Naughty().Where(text => text.Length is > 0 and < 1900 && text == text.Trim()))
        {
            var filter = Assert.Single(Parse(SearchQueryText.With(Parse("oslo"), SearchQueryText.Filter("personality", name))).Filters);

            Assert.Equal(name, Assert.IsType<PersonalityFilter>(filter).IdOrName);
        }
    }

    private static void Check(string text, TimeZoneInfo zone, bool isTyping)
    {
        try
        {
            var query = SearchParser.Parse(text, Now, zone, isTyping);
            HoldsTogether(query);
            CanBeChanged(SearchParser.Parse(text, Now, zone), zone);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{zone.Id}: {JsonSerializer.Serialize(text)}", exception);
        }
    }

    private static void HoldsTogether(SearchQuery query)
    {
        var spans = query.Filters.Select(filter => filter.Span).Concat(query.Problems.Select(problem => new TextSpan(problem.Start, problem.Length)))
            .OrderBy(span => span.Start).ToList();
        Assert.All(spans, span => Assert.True(span.Start >= 0 && span.Length > 0 && span.End <= query.Text.Length));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.All(query.Problems, problem => Assert.Equal(problem.Message, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(problem.Message))));

        var terms = query.Words.Clauses.Concat(query.Title.Clauses).SelectMany(clause => clause.Any).ToList();
        Assert.InRange(terms.Count, 0, SearchParser.TermsMax);
        Assert.All(terms.SelectMany(term => term.Words), word => Assert.DoesNotContain(word, c => char.IsWhiteSpace(c) || c is '"' or '*' or ':' or '(' or '\0'));
        Assert.All(terms, term => Assert.NotEmpty(term.Words));
        Assert.All(query.Words.Clauses, clause => Assert.True(clause.Any.Count == 1 || (clause.Any.Count > 1 && !clause.IsUnwanted)));
    }

    private static void CanBeChanged(SearchQuery query, TimeZoneInfo zone)
    {
        var with = SearchParser.Parse(SearchQueryText.With(query, "hour:4-5"), Now, zone);
        Assert.Contains(with.Filters, filter => filter is HourFilter { First: 4, Last: 5, IsUnwanted: false });

        // What is cut off may come into sight when something before it goes.
        var isWhole = query.Problems.All(problem => !problem.Message.Contains("2,000", StringComparison.Ordinal));
        foreach (var filter in query.Filters.Where(_ => isWhole))
        {
            var without = SearchParser.Parse(SearchQueryText.Without(query, filter), Now, zone);
            Assert.Equal(query.Filters.Count - 1, without.Filters.Count);
        }

        foreach (var problem in query.Problems.Where(problem => isWhole || problem.Start + problem.Length == query.Text.Length))
        {
            var without = SearchParser.Parse(SearchQueryText.Without(query, problem), Now, zone);
            Assert.Equal(query.Problems.Count(p => p.Message == problem.Message) - 1, without.Problems.Count(p => p.Message == problem.Message));
        }
    }

    private static SearchQuery Parse(string text) => SearchParser.Parse(text, Now, TimeZoneInfo.Utc);
}
