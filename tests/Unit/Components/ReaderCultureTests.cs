using System.Globalization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class ReaderCultureTests
{
    private static readonly DateOnly Day = new(2026, 11, 19);

    [Theory]
    [InlineData("en-GB", "09:05", "Thursday", "19 November", "19 November 2026", "1,807,464")]
    [InlineData("en-US", "9:05 AM", "Thursday", "November 19", "November 19, 2026", "1,807,464")]
    [InlineData("de-DE", "09:05", "Donnerstag", "19. November", "19. November 2026", "1.807.464")]
    [InlineData("fr-FR", "09:05", "jeudi", "19 novembre", "19 novembre 2026", "1 807 464")]
    [InlineData("ja-JP", "9:05", "木曜日", "11月19日", "2026年11月19日", "1,807,464")]
    [InlineData("he-IL", "9:05", "יום חמישי", "19 בנובמבר", "19 בנובמבר 2026", "1,807,464")]
    public void Days_times_and_numbers_are_those_of_the_culture(string name, string clock, string weekday, string dayOfYear, string date, string number)
    {
        var culture = ReaderCulture.Named(name);

        Assert.Equal(
            (clock, weekday, dayOfYear, date, number),
            (Plain(culture.Clock(new DateTime(2026, 11, 19, 9, 5, 0))), culture.WeekdayOf(Day), culture.DayOfYear(Day), culture.Date(Day), Plain(1_807_464.ToString("N0", culture.Info))));
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    public void Years_are_those_of_the_search_whatever_the_calendar(string name) =>
        Assert.Contains("2026", ReaderCulture.Named(name).Date(Day), StringComparison.Ordinal);

    /// <summary>What is imported may have any time that there is.</summary>
    [Fact]
    public void Every_culture_writes_every_day()
    {
        foreach (var name in CultureInfo.GetCultures(CultureTypes.AllCultures).Select(culture => culture.Name))
        {
            var culture = ReaderCulture.Named(name);
            foreach (var day in (DateOnly[])[DateOnly.MinValue, Day, DateOnly.MaxValue])
            {
                string[] texts = [culture.Date(day), culture.ShortDate(day), culture.DayOfYear(day), culture.ShortDayOfYear(day), culture.WeekdayOf(day)];
                Assert.DoesNotContain(texts, string.IsNullOrWhiteSpace);
            }
        }
    }

    [Theory]
    [InlineData("de-CH,de;q=0.9,en;q=0.8", "de-CH")]
    [InlineData("en;q=0.5, nb-NO", "nb-NO")]
    [InlineData("xx-XX, pt-BR;q=0.2", "pt-BR")]
    [InlineData("de-XQ", "de")]
    [InlineData("de;q=0, fr", "fr")]
    [InlineData("*", "en-GB")]
    [InlineData("", "en-GB")]
    [InlineData("../../etc/passwd, <script>", "en-GB")]
    public void The_language_that_is_asked_for_first_counts_if_it_is_known(string header, string name) =>
        Assert.Equal(name, ReaderCulture.Of(header).Name);

    [Theory]
    [InlineData("en-US", null)]
    [InlineData("ar-EG", "ar-EG")]
    public void Names_in_another_language_than_the_page_are_marked(string name, string? language) =>
        Assert.Equal(language, ReaderCulture.Named(name).Language);

    [Theory]
    [InlineData("../../../dev/zero")]
    [InlineData("/dev/zero")]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("")]
    [InlineData(null)]
    public void A_time_zone_that_is_none_is_UTC(string? zone)
    {
        var time = new BrowserTime(TimeProvider.System);

        time.Begin("en-GB", zone);

        Assert.Equal(TimeZoneInfo.Utc, time.Zone);
    }

    /// <summary>Which blank stands in a number or a time differs between releases of ICU.</summary>
    private static string Plain(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
}
