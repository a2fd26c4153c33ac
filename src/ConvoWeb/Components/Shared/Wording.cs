using System.Globalization;

namespace ConvoWeb.Components.Shared;

/// <summary>Puts values into the texts of the features, the numbers as the reader writes them.</summary>
public static class Wording
{
    /// <summary>312 KB of 4.7 MB, from <c>{0} of {1}</c>.</summary>
    public static string Of(string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, text, values);

    /// <summary>37; 1,000+ when there are more than were counted.</summary>
    public static string Number(long count, bool isMore = false) => count.ToString("N0", CultureInfo.CurrentCulture) + (isMore ? "+" : "");

    /// <summary>19 Nov 2026</summary>
    public static string Day(DateOnly day) => ReaderCulture.Named(CultureInfo.CurrentCulture.Name).ShortDate(day);

    /// <summary>313 KB, 4.7 GB</summary>
    public static string Size(long bytes)
    {
        const long Kilobyte = 1L << 10, Megabyte = 1L << 20, Gigabyte = 1L << 30, Terabyte = 1L << 40;
        return bytes switch
        {
            < Megabyte => Of(SharedTexts.Kilobytes, Math.Ceiling((double)bytes / Kilobyte)),
            < Gigabyte => Of(SharedTexts.Megabytes, (double)bytes / Megabyte),
            < Terabyte => Of(SharedTexts.Gigabytes, (double)bytes / Gigabyte),
            _ => Of(SharedTexts.Terabytes, (double)bytes / Terabyte),
        };
    }

    /// <summary>1 hit; 1,000+ messages. The number is the <c>{0}</c> of both texts.</summary>
    public static string Count(long count, string one, string many, bool isMore = false) =>
        Of(count == 1 && !isMore ? one : many, Number(count, isMore));

    /// <summary>What stands before and after the <c>{0}</c> of a text: something that is not only words stands in its place, a link or a key.</summary>
    public static (string Before, string After) Around(string text)
    {
        const string Place = "{0}";
        var at = text.IndexOf(Place, StringComparison.Ordinal);
        return (text[..at], text[(at + Place.Length)..]);
    }
}
