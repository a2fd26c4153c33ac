using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsCsvTests
{
    [Fact]
    public void Every_day_has_a_line_and_numbers_are_written_as_programs_read_them()
    {
        CultureInfo.CurrentCulture = ReaderCulture.Named("de-DE").Info;
        var view = Views.Of(3) with { Days = [new(Views.First.AddDays(1), Views.Totals(1, 1200, 3, 40, 50, 4, 5, 1.5))] };

        Assert.Equal(
            """
            day,conversations,user_messages,ai_messages,tokens_in,tokens_out,tokens_in_estimated,tokens_out_estimated,audio_seconds
            2026-03-01,0,0,0,0,0,0,0,0
            2026-03-02,1,1200,3,40,50,4,5,1.5
            2026-03-03,0,0,0,0,0,0,0,0

            """.ReplaceLineEndings("\r\n"),
            StatsCsv.Of(view, "days"));
    }

    [Theory]
    [InlineData("work", "work")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-1,2", "\"'-1,2\"")]
    [InlineData("'@SUM(A1)", "''@SUM(A1)")]
    [InlineData("＝1", "'＝1")]
    [InlineData("it's", "it's")]
    public void A_name_stays_in_its_cell_and_runs_nothing(string name, string cell) =>
        Assert.Equal($"tag,conversations\r\n{cell},2\r\n", StatsCsv.Of(Views.Of() with { Tags = [new TagStats(name, 2)] }, "tags"));

    [Theory]
    [InlineData("hours", "weekday,hour,messages\r\n2,20,5\r\n")]
    [InlineData("lengths", "of,from,to,count\r\nuser_characters,10,10,3\r\n")]
    [InlineData("responses", "of,from_ms,to_ms,count\r\nwhole_answer,800,800,2\r\n")]
    public void Each_chart_has_its_numbers(string chart, string csv) => Assert.Equal(csv, StatsCsv.Of(
        Views.Of() with { Hours = [new(2, 20, 5)], UserLengths = Views.Spread(3, 10), Response = Views.Spread(2, 800) }, chart));

    [Fact]
    public void Personalities_and_models_have_their_cost()
    {
        var view = Views.Of() with
        {
            Personalities = [new PersonalityStats(null, null, null, Views.Totals(1, 2, 3, 4, 5), new Cost(0.25m, 0, 0))],
            Models = [new ModelStats("gpt-4o", Views.Totals(1, 0, 3, 4, 5), new Cost(1.5m, 0, 0))],
        };

        Assert.EndsWith(",cost\r\n,,1,2,3,4,5,0,0,0,0.25\r\n", StatsCsv.Of(view, "personalities"), StringComparison.Ordinal);
        Assert.EndsWith(",cost\r\ngpt-4o,1,0,3,4,5,0,0,0,1.5\r\n", StatsCsv.Of(view, "models"), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_no_numbers_of_what_is_no_chart() => Assert.Null(StatsCsv.Of(Views.Of(), "secrets"));

    [Fact]
    public void The_file_says_what_it_is() => Assert.Equal("convoweb-stats-days-2026-03-01-2026-03-30.csv", StatsCsv.FileName("days", Views.Of().Range));
}
