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
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_a_person_typed_is_a_value_whatever_stands_in_it() =>
        Assert.Equal("Actions for {0} {1:N} {", Wording.Of("Actions for {0}", "{0} {1:N} {"));
}
