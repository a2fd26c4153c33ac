namespace ConvoWeb.Features.Search.Syntax;

/// <summary>Understands what a person typed. Never throws, whatever it is given.</summary>
public static class SearchParser
{
    /// <summary>In code points; what is beyond it is not read.</summary>
    public const int TextMaxLength = 2000;

    /// <summary>Words and phrases that are looked for, and those that must not be there.</summary>
    public const int TermsMax = 64;

    /// <param name="now">What <c>today</c> and <c>7d</c> mean.</param>
    /// <param name="zone">The reader's, in which days begin.</param>
    /// <param name="isTyping">The last word may be only the beginning of one.</param>
    public static SearchQuery Parse(string text, DateTimeOffset now, TimeZoneInfo zone, bool isTyping = false)
    {
        var readLength = SearchTokens.ReadLength(text);
        var reading = new SearchReading(text, new SearchDates(now, zone), isTyping && readLength == text.Length);
        foreach (var token in SearchTokens.Of(text[..readLength]))
        {
            reading.Take(token);
        }

        return reading.End(readLength);
    }
}
