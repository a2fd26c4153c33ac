using System.Globalization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0, false, "0 messages")]
    [InlineData(1, false, "1 message")]
    [InlineData(1, true, "1+ messages")]
    [InlineData(1000, true, "1,000+ messages")]
    public void One_thing_is_told_in_other_words_than_many(int count, bool isMore, string words) =>
        Assert.Equal(words, Wording.Count(count, "{0} message", "{0} messages", isMore));

    [Fact]
    public void Numbers_are_written_as_the_reader_writes_them()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Assert.Equal("1.000 messages", Wording.Count(1000, "{0} message", "{0} messages"));
            Assert.Equal("4,7 MB", Wording.Of("{0:0.0} MB", 4.7));
            Assert.Equal("4,3 GB", Wording.Size(4_669_050_880));
            Assert.Equal("19. Nov. 2026", Wording.Day(new DateOnly(2026, 11, 19)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, "0 KB")]
    [InlineData(1, "1 KB")]
    [InlineData(320_000, "313 KB")]
    [InlineData(4_669_050_880, "4.3 GB")]
    [InlineData(long.MaxValue, "8,388,608.0 TB")]
    public void A_size_is_told_in_the_unit_that_fits(long bytes, string size) => Assert.Equal(size, Wording.Size(bytes));

    [Theory]
    [InlineData("As {0} says.", "As ", " says.")]
    [InlineData("{0} is writing", "", " is writing")]
    [InlineData("Written by {0}", "Written by ", "")]
    public void A_text_leaves_a_place_for_what_is_not_only_words(string text, string before, string after) =>
        Assert.Equal((before, after), Wording.Around(text));

    [Fact]
    public void What_a_person_typed_is_a_value_whatever_stands_in_it() =>
        Assert.Equal("Actions for {0} {1:N} {", Wording.Of("Actions for {0}", "{0} {1:N} {"));
}
