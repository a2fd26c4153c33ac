using System.Globalization;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search.Syntax;

/// <summary>
/// In the expected texts <c>a &amp; b|c &amp; !d</c> is a and one of b and c, and not d; <c>a b</c> is a phrase. It is Wednesday,
/// 18 March 2026, 10:30:15 in Oslo, an hour ahead of UTC; on the 29th clocks go from 2 to 3.
/// </summary>
public sealed class SearchParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 9, 30, 15, TimeSpan.Zero);

    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    [Theory]
    [InlineData("", "")]
    [InlineData("  \t\u3000\n ", "")]
    [InlineData("museum", "museum")]
    [InlineData("Museum  in\u3000Oslo", "museum & in & oslo")]
    [InlineData("\"open on Monday\"", "open on monday")]
    [InlineData("\"open on", "open on")]
    [InlineData("a\"b c", "a b & c")]
    [InlineData("“open on” x", "open on & x")]
    [InlineData("„open on“ x", "open on & x")]
    [InlineData("\"say \"\"hi\"\" now\" x", "say hi now & x")]
    [InlineData("\"a b\"c", "a b & c")]
    [InlineData("-rain", "!rain")]
    [InlineData("oslo -rain -\"too cold\"", "oslo & !rain & !too cold")]
    [InlineData("oslo -foo_bar", "oslo & !foo bar")]
    [InlineData("--flag", "--flag flag")]
    [InlineData("-\"--flag\"", "!--flag flag")]
    [InlineData("--fl*", "--fl*")]
    [InlineData("muse*", "muse*")]
    [InlineData("-muse*", "!muse*")]
    [InlineData("\"open mon\"*", "open mon*")]
    [InlineData("**bold** a**", "bold & a")]
    [InlineData("foo_bar node.js C++ don't a/b", "foo bar & node js & c c++ & don t & a b")]
    [InlineData("foo:bar http://x.y 12:30 :x", "foo bar & http x y & 12 30 & x")]
    [InlineData("東京都 京", "東京 京都 & 京*")]
    [InlineData("a AND NOT b", "a & and & not & b")]
    public void Words_must_all_be_there(string text, string words)
    {
        Assert.Equal(words, Words(text));
        Assert.Empty(Parse(text).Problems);
        Assert.Empty(Parse(text).Filters);
    }

    [Theory]
    [InlineData("a OR b", "a|b")]
    [InlineData("a b OR c d", "a & b|c & d")]
    [InlineData("a OR b OR c", "a|b|c")]
    [InlineData("a OR b c OR d", "a|b & c|d")]
    [InlineData("\"a b\" OR c*", "a b|c*")]
    [InlineData("a or b", "a & or & b")]
    [InlineData("a \"OR\" b", "a & or & b")]
    [InlineData("a -OR b", "a & !or & b")]
    [InlineData("a ORb", "a & orb")]
    [InlineData("(a OR b) c", "a|b & c")]
    [InlineData("a OR b -c", "a|b & !c")]
    public void OR_binds_tighter_than_a_blank(string text, string words)
    {
        Assert.Equal(words, Words(text));
        Assert.Empty(Parse(text).Problems);
    }

    [Theory]
    [InlineData("OR a", "a", "0 OR")]
    [InlineData("a OR", "a", "2 OR")]
    [InlineData("OR", "", "0 OR")]
    [InlineData("a OR OR b", "a|b", "5 OR")]
    [InlineData("a OR from:user", "a", "2 OR")]
    [InlineData("from:user OR a", "a", "10 OR")]
    [InlineData("a OR title:b", "a", "2 OR")]
    [InlineData("a OR -b", "a & !b", "2 OR")]
    [InlineData("-a OR b", "!a & b", "3 OR")]
    public void OR_beside_anything_but_a_word_is_told_and_the_rest_counts(string text, string words, string problem)
    {
        Assert.Equal(words, Words(text));
        Assert.Equal([$"{problem}: OR stands between two words."], Problems(text));
    }

    [Theory]
    [InlineData("-", "0 -: - has no letters or digits to look for.")]
    [InlineData("--", "0 --: -- has no letters or digits to look for.")]
    [InlineData("*", "0 *: * has no letters or digits to look for.")]
    [InlineData("x 🚢", "2 🚢: 🚢 has no letters or digits to look for.")]
    [InlineData("\"\"", "0 \"\": \"\" has no letters or digits to look for.")]
    [InlineData("\"", "0 \": \" has no letters or digits to look for.")]
    [InlineData("-* x", "0 -*: -* has no letters or digits to look for.")]
    [InlineData("title:-", "0 title:-: title:- has no letters or digits to look for.")]
    [InlineData("a & b", "2 &: & has no letters or digits to look for.")]
    public void What_has_no_letters_is_told(string text, string problem) => Assert.Equal([problem], Problems(text));

    [Fact]
    public void A_long_text_is_told_in_short()
    {
        var problem = Assert.Single(Parse(string.Concat(Enumerable.Repeat("🚢", 100))).Problems);

        Assert.Equal((0, 200), (problem.Start, problem.Length));
        Assert.Equal(string.Concat(Enumerable.Repeat("🚢", 20)) + "… has no letters or digits to look for.", problem.Message);
    }

    [Fact]
    public void Past_64_words_only_filters_count()
    {
        var words = string.Join(' ', Enumerable.Range(0, 64).Select(number => $"w{number}"));
        var query = Parse($"{words} x OR \"y z\" from:ai title:t");

        Assert.Equal(64, query.Words.Clauses.Count);
        Assert.True(query.Title.IsEmpty);
        Assert.Equal(["from Ai"], query.Filters.Select(Described));
        Assert.Equal(
            ["x OR \"y z\": Only the first 64 words and phrases are looked for.", "title:t: Only the first 64 words and phrases are looked for."],
            query.Problems.Select(problem => $"{query.Text.Substring(problem.Start, problem.Length)}: {problem.Message}"));
        Assert.Empty(Parse(words).Problems);
        Assert.Empty(Parse(words.Replace(" ", " OR ", StringComparison.Ordinal)).Problems);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("🚢")]
    public void Past_2000_characters_nothing_is_read(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 1996)) + " bcd";

        Assert.DoesNotContain(Parse(text).Problems, IsTooLong);
        var query = Parse(text + "e");
        Assert.Equal(new SearchProblem(text.Length, 1, "Only the first 2,000 characters are read."), Assert.Single(query.Problems, IsTooLong));
        Assert.Equal(["bcd"], query.Words.Clauses[^1].Any[0].Words);

        static bool IsTooLong(SearchProblem problem) => problem.Message.Contains("2,000", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title:oslo", "oslo")]
    [InlineData("TITLE:Oslo title:trip", "oslo & trip")]
    [InlineData("title:\"trip to Oslo\"", "trip to oslo")]
    [InlineData("title:osl*", "osl*")]
    [InlineData("title:\"trip to Os\"*", "trip to os*")]
    [InlineData("-title:draft", "!draft")]
    [InlineData("title:foo_bar", "foo bar")]
    [InlineData("title:\"from:user\"", "from user")]
    public void Words_of_the_title_are_looked_for_in_the_title(string text, string title)
    {
        var query = Parse(text);

        Assert.Equal(title, Described(query.Title));
        Assert.True(query.Words.IsEmpty);
        Assert.Empty(query.Problems);
    }

    [Theory]
    [InlineData("from:user", "from User")]
    [InlineData("FROM:Ai", "from Ai")]
    [InlineData("-from:ai", "!from Ai")]
    [InlineData("from:\"user\"", "from User")]
    [InlineData("personality:Ines", "personality Ines")]
    [InlineData("personality:\"Dr. Ines\"", "personality Dr. Ines")]
    [InlineData("personality:“Dr. Ines”", "personality Dr. Ines")]
    [InlineData("personality:\"the \"\"one\"\"\"", "personality the \"one\"")]
    [InlineData("personality:\"Dr. Ines", "personality Dr. Ines")]
    [InlineData("personality:a*", "personality a*")]
    [InlineData("model:gpt-4o", "model gpt-4o")]
    [InlineData("model:gpt-4*", "model gpt-4 and on")]
    [InlineData("model:\"gpt 4\"*", "model gpt 4 and on")]
    [InlineData("model:\"gpt*\"", "model gpt*")]
    [InlineData("by:gpt-4o", "by gpt-4o")]
    [InlineData("-BY:gpt-4*", "!by gpt-4 and on")]
    [InlineData("by:\"gpt*\"", "by gpt*")]
    [InlineData("by:llama3:8b", "by llama3:8b")]
    [InlineData("source:chatgpt", "source chatgpt")]
    [InlineData("-source:\"open webui\"", "!source open webui")]
    [InlineData("source:a*", "source a*")]
    [InlineData("tag:travel", "tag travel")]
    [InlineData("-tag:\"to do\"", "!tag to do")]
    [InlineData("tag:a:b", "tag a:b")]
    [InlineData("status:active", "status Active")]
    [InlineData("status:Archived", "status Archived")]
    [InlineData("has:audio", "has Audio")]
    [InlineData("has:code", "has Code")]
    [InlineData("has:LINK", "has Link")]
    [InlineData("is:starred", "starred")]
    [InlineData("-is:starred", "!starred")]
    [InlineData("duration:5m", "duration >= 300 < 360")]
    [InlineData("duration:1h", "duration >= 3600 < 7200")]
    [InlineData("duration:1h30m", "duration >= 5400 < 5460")]
    [InlineData("duration:1H2M3S", "duration >= 3723 < 3724")]
    [InlineData("duration:1.5h", "duration >= 5400 < 5760")]
    [InlineData("duration:90", "duration >= 90 < 91")]
    [InlineData("duration:>5m", "duration > 300")]
    [InlineData("duration:>=5m", "duration >= 300")]
    [InlineData("duration:<90s", "duration < 90")]
    [InlineData("duration:<=90", "duration <= 90")]
    [InlineData("duration:1m..5m", "duration >= 60 <= 300")]
    [InlineData("duration:1m..", "duration >= 60")]
    [InlineData("-duration:..5m", "!duration <= 300")]
    [InlineData("tokens:1000", "tokens >= 1000 <= 1000")]
    [InlineData("tokens:>1.5k", "tokens > 1500")]
    [InlineData("tokens:<=4.35K", "tokens <= 4350")]
    [InlineData("tokens:100..2k", "tokens >= 100 <= 2000")]
    [InlineData("tokens:>999999999999", "tokens > 999999999999")]
    [InlineData("hour:9", "hour 9-9")]
    [InlineData("hour:09-17", "hour 9-17")]
    [InlineData("hour:22-6", "hour 22-6")]
    [InlineData("hour:0", "hour 0-0")]
    [InlineData("weekday:mon", "weekday Monday")]
    [InlineData("weekday:Wednesday", "weekday Wednesday")]
    [InlineData("weekday:thurs", "weekday Thursday")]
    [InlineData("weekday:wed,mon,wed", "weekday Monday Wednesday")]
    [InlineData("weekday:mon-fri", "weekday Monday Tuesday Wednesday Thursday Friday")]
    [InlineData("weekday:weekdays", "weekday Monday Tuesday Wednesday Thursday Friday")]
    [InlineData("weekday:weekend,mon", "weekday Monday Saturday Sunday")]
    [InlineData("weekday:sat-mon", "weekday Monday Saturday Sunday")]
    [InlineData("weekday:\"mon, tue\"", "weekday Monday Tuesday")]
    public void A_key_with_its_value_is_a_filter(string text, string filter)
    {
        var query = Parse($"one {text}");

        Assert.Equal([filter], query.Filters.Select(Described));
        Assert.Empty(query.Problems);
        Assert.Equal(text, query.Text.Substring(query.Filters[0].Span.Start, query.Filters[0].Span.Length));
        Assert.Equal("one", Described(query.Words));
    }

    [Theory]
    [InlineData("on:2026", "2025-12-31T23:00 .. 2026-12-31T23:00")]
    [InlineData("on:2026-03", "2026-02-28T23:00 .. 2026-03-31T22:00")]
    [InlineData("on:2026-03-05", "2026-03-04T23:00 .. 2026-03-05T23:00")]
    [InlineData("on:2024-02-29", "2024-02-28T23:00 .. 2024-02-29T23:00")]
    [InlineData("on:2026-03-05T14", "2026-03-05T13:00 .. 2026-03-05T14:00")]
    [InlineData("on:2026-03-05T14:30", "2026-03-05T13:30 .. 2026-03-05T13:31")]
    [InlineData("on:2026-03-05t14:30z", "2026-03-05T14:30 .. 2026-03-05T14:31")]
    [InlineData("on:2026-03-05T14:30:15Z", "2026-03-05T14:30:15 .. 2026-03-05T14:30:16")]
    [InlineData("on:2026-03-05T14:30:15.5Z", "2026-03-05T14:30:15.5 .. 2026-03-05T14:30:15.6")]
    [InlineData("on:2026-03-05T14:30-05:30", "2026-03-05T20:00 .. 2026-03-05T20:01")]
    [InlineData("after:2026-03-05T14:30+0200", "2026-03-05T12:30 ..")]
    [InlineData("after:2026-03-05T14:30+02", "2026-03-05T12:30 ..")]
    [InlineData("on:today", "2026-03-17T23:00 .. 2026-03-18T23:00")]
    [InlineData("on:Yesterday", "2026-03-16T23:00 .. 2026-03-17T23:00")]
    [InlineData("on:7d", "2026-03-11T09:30:15 .. 2026-03-18T09:30:15")]
    [InlineData("after:7d", "2026-03-11T09:30:15 ..")]
    [InlineData("before:2w", ".. 2026-03-04T09:30:15")]
    [InlineData("after:3M", "2025-12-18T09:30:15 ..")]
    [InlineData("after:1y", "2025-03-18T09:30:15 ..")]
    [InlineData("after:6m", "2025-09-18T08:30:15 ..")] // the same hour in summer
    [InlineData("before:2026", ".. 2025-12-31T23:00")]
    [InlineData("before:2026-03-05", ".. 2026-03-04T23:00")]
    [InlineData("after:2026-03-05", "2026-03-04T23:00 ..")]
    [InlineData("after:today", "2026-03-17T23:00 ..")]
    [InlineData("on:2026-03-01..2026-03-05", "2026-02-28T23:00 .. 2026-03-05T23:00")]
    [InlineData("on:2026-03-05..2026-03-05", "2026-03-04T23:00 .. 2026-03-05T23:00")]
    [InlineData("on:2026-03-05..2026-03", "2026-03-04T23:00 .. 2026-03-31T22:00")]
    [InlineData("on:2026-03-01..", "2026-02-28T23:00 ..")]
    [InlineData("on:..2026-03-05", ".. 2026-03-05T23:00")]
    [InlineData("on:7d..yesterday", "2026-03-11T09:30:15 .. 2026-03-17T23:00")]
    [InlineData("on:30d..7d", "2026-02-16T09:30:15 .. 2026-03-11T09:30:15")]
    public void A_date_is_a_stretch_of_time_in_the_readers_zone(string text, string time)
    {
        Assert.Equal([time], Parse(text).Filters.Select(Described));
        Assert.Empty(Parse(text).Problems);
    }

    [Theory]
    [InlineData("Europe/Oslo", "on:2026-03-29", "2026-03-28T23:00 .. 2026-03-29T22:00")] // 23 hours
    [InlineData("Europe/Oslo", "on:2026-10-25", "2026-10-24T22:00 .. 2026-10-25T23:00")] // 25 hours
    [InlineData("Europe/Oslo", "after:2026-03-29T02:30", "2026-03-29T01:00 ..")] // clocks show no 02:30
    [InlineData("Europe/Oslo", "before:2026-03-29T02:30", ".. 2026-03-29T01:00")]
    [InlineData("Europe/Oslo", "on:2026-03-29T02", "2026-03-29T01:00 .. 2026-03-29T01:00")]
    [InlineData("Europe/Oslo", "on:2026-03-29T03", "2026-03-29T01:00 .. 2026-03-29T02:00")]
    [InlineData("Europe/Oslo", "after:2026-10-25T02:30", "2026-10-25T00:30 ..")] // the first of two
    [InlineData("Europe/Oslo", "on:2026-10-25T02", "2026-10-25T00:00 .. 2026-10-25T02:00")]
    [InlineData("America/Sao_Paulo", "on:2018-11-04", "2018-11-04T03:00 .. 2018-11-05T02:00")] // a day without a midnight
    [InlineData("America/Sao_Paulo", "on:2018-02-17", "2018-02-17T02:00 .. 2018-02-18T03:00")] // its last hour comes twice
    [InlineData("America/Havana", "on:2026-11-01", "2026-11-01T04:00 .. 2026-11-02T05:00")] // its first hour comes twice
    [InlineData("Pacific/Apia", "on:2011-12-30", "2011-12-30T10:00 .. 2011-12-30T10:00")] // a day that was left out
    [InlineData("Pacific/Apia", "on:2011-12-29..2011-12-31", "2011-12-29T10:00 .. 2011-12-31T10:00")]
    [InlineData("Asia/Kathmandu", "on:2026-03-05", "2026-03-04T18:15 .. 2026-03-05T18:15")]
    [InlineData("Etc/GMT-14", "on:0001-01-01", "0001-01-01T00:00 .. 0001-01-01T10:00")]
    [InlineData("Etc/GMT-14", "on:9999", "9998-12-31T10:00 ..")]
    [InlineData("America/New_York", "on:9999-12-31", "9999-12-31T05:00 ..")]
    [InlineData("America/New_York", "before:9999-12-31T23:30", ".. 9999-12-31T23:59:59.9999999")]
    [InlineData("America/New_York", "on:9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999 ..")]
    [InlineData("UTC", "on:0001", "0001-01-01T00:00 .. 0002-01-01T00:00")]
    [InlineData("UTC", "on:9999-12", "9999-12-01T00:00 ..")]
    [InlineData("UTC", "after:0001-01-01T00:00+14:00", "0001-01-01T00:00 ..")]
    [InlineData("UTC", "on:9999-12-31T23:59-14:00", "9999-12-31T23:59:59.9999999 ..")]
    [InlineData("UTC", "after:999999999d", "0001-01-01T00:00 ..")]
    [InlineData("UTC", "after:999999999w", "0001-01-01T00:00 ..")]
    [InlineData("UTC", "after:2026y", "0001-01-01T00:00 ..")]
    [InlineData("UTC", "after:2025y", "0001-03-18T09:30:15 ..")]
    [InlineData("UTC", "after:24303m", "0001-01-01T00:00 ..")]
    [InlineData("UTC", "before:999999999m", ".. 0001-01-01T00:00")]
    public void Days_are_as_long_as_their_clocks_say_and_the_calendar_has_two_ends(string zone, string text, string time) =>
        Assert.Equal([time], SearchParser.Parse(text, Now, TimeZoneInfo.FindSystemTimeZoneById(zone)).Filters.Select(Described));

    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/GMT-14")]
    [InlineData("Etc/GMT+12")]
    public void It_may_be_any_time(string zone)
    {
        foreach (var now in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue])
        {
            var query = SearchParser.Parse("on:today on:yesterday on:1d on:2w on:3m on:4y", now, TimeZoneInfo.FindSystemTimeZoneById(zone));

            Assert.Equal(6, query.Filters.Count);
        }
    }

    [Theory]
    [InlineData("from:", "from: needs a value, user or ai.")]
    [InlineData("from: user", "from: needs a value, user or ai.")]
    [InlineData("-from:\"  \"", "from: needs a value, user or ai.")]
    [InlineData("title:", "title: needs a value, a word, a \"phrase\" or a beginning*.")]
    [InlineData("title:\"\"", "title: needs a value, a word, a \"phrase\" or a beginning*.")]
    [InlineData("model:*", "model: needs a value, a name or a beginning*.")]
    [InlineData("from:bob", "from: takes user or ai, not bob.")]
    [InlineData("from:user*", "from: takes user or ai, not user*.")]
    [InlineData("from:system", "from: takes user or ai, not system.")]
    [InlineData("status:all", "status: takes active or archived, not all.")]
    [InlineData("status:deleted", "The trash is never searched: status: takes active or archived.")]
    [InlineData("-status:Trash", "The trash is never searched: status: takes active or archived.")]
    [InlineData("has:picture", "has: takes audio, code or link, not picture.")]
    [InlineData("is:archived", "is: takes starred, not archived.")]
    [InlineData("duration:long", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not long.")]
    [InlineData("duration:5m1h", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not 5m1h.")]
    [InlineData("duration:1h30", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not 1h30.")]
    [InlineData("duration:-5m", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not -5m.")]
    [InlineData("duration:>", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not >.")]
    [InlineData("duration:..", "duration: takes a time such as >5m, 90s, 1h30m or 1m..5m, not ...")]
    [InlineData("duration:5m..1m", "5m..1m ends before it begins.")]
    [InlineData("tokens:1.5", "tokens: takes a number such as >1000, 1.5k or 100..200, not 1.5.")]
    [InlineData("tokens:٣", "tokens: takes a number such as >1000, 1.5k or 100..200, not ٣.")]
    [InlineData("tokens:1e9", "tokens: takes a number such as >1000, 1.5k or 100..200, not 1e9.")]
    [InlineData("hour:24", "hour: takes an hour from 0 to 23, or two such as 9-17, not 24.")]
    [InlineData("hour:9-", "hour: takes an hour from 0 to 23, or two such as 9-17, not 9-.")]
    [InlineData("hour:1-2-3", "hour: takes an hour from 0 to 23, or two such as 9-17, not 1-2-3.")]
    [InlineData("weekday:mo", "weekday: takes days such as mon, mon-fri, sat,sun, weekdays or weekend, not mo.")]
    [InlineData("weekday:mon,", "weekday: takes days such as mon, mon-fri, sat,sun, weekdays or weekend, not mon,.")]
    [InlineData("weekday:mondays", "weekday: takes days such as mon, mon-fri, sat,sun, weekdays or weekend, not mondays.")]
    [InlineData("before:soon", "before: takes a date such as 2026-03-05, 2026-03, yesterday or 7d, not soon.")]
    [InlineData("before:2026-3-5", "before: takes a date such as 2026-03-05, 2026-03, yesterday or 7d, not 2026-3-5.")]
    [InlineData("after:2026-03-01..2026-03-05", "after: takes a date such as 2026-03-05, 2026-03, yesterday or 7d, not 2026-03-01..2026-03-05.")]
    [InlineData("on:..", "on: takes a date such as 2026-03-05, 2026-03, yesterday or 7d, or days such as 2026-03-01..2026-03-05, not ...")]
    [InlineData("on:2026-03-05..soon", "on: takes a date such as 2026-03-05, 2026-03, yesterday or 7d, or days such as 2026-03-01..2026-03-05, not 2026-03-05..soon.")]
    [InlineData("on:2026-03-05..2026-03-04", "2026-03-05..2026-03-04 ends before it begins.")]
    [InlineData("on:3d..7d", "3d..7d ends before it begins.")]
    [InlineData("on:2026-02-30", "There is no 2026-02-30 in the calendar.")]
    [InlineData("on:2025-02-29", "There is no 2025-02-29 in the calendar.")]
    [InlineData("on:2026-13", "There is no 2026-13 in the calendar.")]
    [InlineData("on:2026-00-01", "There is no 2026-00-01 in the calendar.")]
    [InlineData("on:0000", "There is no 0000 in the calendar.")]
    [InlineData("on:2026-03-05T24:00", "There is no 2026-03-05T24:00 in the calendar.")]
    [InlineData("on:2026-03-05T12:00+15:00", "There is no 2026-03-05T12:00+15:00 in the calendar.")]
    [InlineData("on:2026-03-01..2026-02-30", "There is no 2026-02-30 in the calendar.")]
    public void A_value_that_a_key_does_not_take_is_told_and_counts_for_nothing(string text, string problem)
    {
        var query = Parse($"one {text}");

        Assert.Equal([problem], query.Problems.Select(p => p.Message));
        Assert.Equal(4, query.Problems[0].Start);
        Assert.Empty(query.Filters);
        Assert.True(query.Title.IsEmpty);
        Assert.Equal("one", Described(query.Words).Split(" & ")[0]);
    }

    [Fact]
    public void Filters_and_problems_stand_in_the_order_typed_with_where_they_stand()
    {
        var query = Parse("- \"a b\" from:user OR -tag:\"to do\" on:2026-02-30 c");

        Assert.Equal(["from:user", "-tag:\"to do\""], query.Filters.Select(filter => query.Text.Substring(filter.Span.Start, filter.Span.Length)));
        Assert.Equal(["-", "OR", "on:2026-02-30"], query.Problems.Select(problem => query.Text.Substring(problem.Start, problem.Length)));
        Assert.Equal("a b & c", Described(query.Words));
    }

    [Theory]
    [InlineData("mus", "mus*")]
    [InlineData("mu", "mu*")]
    [InlineData("m", "m")]
    [InlineData("oslo m", "oslo & m")]
    [InlineData("oslo mus", "oslo & mus*")]
    [InlineData("oslo OR mus", "oslo|mus*")]
    [InlineData("mus ", "mus")]
    [InlineData("\"open mon", "open mon*")]
    [InlineData("\"open mon\"", "open mon")]
    [InlineData("“open mon”", "open mon")]
    [InlineData("\"open mon ", "open mon")]
    [InlineData("node.j", "node j")]
    [InlineData("node.js", "node js*")]
    [InlineData("--fl", "--fl*")]
    [InlineData("c+", "c")]
    [InlineData("C++", "c c++*")]
    [InlineData("𐐨", "𐐨")]
    [InlineData("-mus", "!mus")]
    [InlineData("mus from:user", "mus")]
    public void While_it_is_typed_the_last_word_is_the_beginning_of_one(string text, string words) =>
        Assert.Equal(words, Described(SearchParser.Parse(text, Now, Oslo, isTyping: true).Words));

    [Fact]
    public void While_it_is_typed_the_value_of_a_key_is_whole()
    {
        var query = SearchParser.Parse("model:gpt title:osl", Now, Oslo, isTyping: true);

        Assert.Equal("osl", Described(query.Title));
        Assert.Equal(["model gpt"], query.Filters.Select(Described));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a ")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("OR ")]
    [InlineData("a OR ")]
    [InlineData("from:")]
    [InlineData("from: ")]
    [InlineData("duration:1")]
    [InlineData("on:1..")]
    [InlineData("title:x ")]
    [InlineData("1")]
    [InlineData("京")]
    [InlineData("🚢")]
    public void A_text_of_any_length_costs_no_more_than_its_beginning(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
        Parse(text);

        // What is not read is not copied either; and twice as much of what is read costs about twice as much.
        Assert.InRange(Allocated(text), 0, Allocated(text[..5000]) * 1.1);
        Assert.InRange(Allocated(text[..2000]), 0, (Allocated(text[..1000]) * 3) + 4096);
    }

    private static SearchQuery Parse(string text) => SearchParser.Parse(text, Now, Oslo);

    private static string Words(string text) => Described(Parse(text).Words);

    private static IEnumerable<string> Problems(string text) =>
        Parse(text).Problems.Select(problem => $"{problem.Start} {text.Substring(problem.Start, problem.Length)}: {problem.Message}");

    private static long Allocated(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Parse(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Described(WordQuery query) => string.Join(" & ", query.Clauses.Select(clause =>
        (clause.IsUnwanted ? "!" : "") + string.Join('|', clause.Any.Select(term => string.Join(' ', term.Words) + (term.IsPrefix ? "*" : "")))));

    private static string Described(SearchFilter filter) => (filter.IsUnwanted ? "!" : "") + filter switch
    {
        FromFilter from => $"from {from.Type}",
        PersonalityFilter personality => $"personality {personality.IdOrName}",
        ModelFilter model => $"model {model.Name}{(model.IsPrefix ? " and on" : "")}",
        ByFilter by => $"by {by.Name}{(by.IsPrefix ? " and on" : "")}",
        SourceFilter source => $"source {source.Name}",
        TagFilter tag => $"tag {tag.Name}",
        StatusFilter status => $"status {status.Status}",
        TimeFilter time => $"{Described(time.From)} .. {Described(time.To)}".Trim(),
        HasFilter has => $"has {has.What}",
        DurationFilter duration => $"duration{Described(duration.Seconds)}",
        TokensFilter tokens => $"tokens{Described(tokens.Tokens)}",
        HourFilter hour => $"hour {hour.First}-{hour.Last}",
        WeekdayFilter weekday => $"weekday {string.Join(' ', weekday.Days)}",
        StarredFilter => "starred",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static string Described(Bounds bounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(bounds.Min is { } min ? $" {(bounds.MinIsOut ? ">" : ">=")} {min}" : "")}{(bounds.Max is { } max ? $" {(bounds.MaxIsOut ? "<" : "<=")} {max}" : "")}");

    private static string Described(DateTimeOffset? time)
    {
        if (time is not { } instant)
        {
            return "";
        }

        Assert.Equal(TimeSpan.Zero, instant.Offset);
        return instant.ToString(instant.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-ddTHH:mm" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }
}
