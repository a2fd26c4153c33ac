using System.Globalization;

namespace ConvoWeb.Components.Shared;

/// <summary>Puts values into the texts of the features, the numbers as the reader writes them.</summary>
public static class Wording
{
    /// <summary>312 KB of 4.7 MB, from <c>{0} of {1}</c>.</summary>
    public static string Of(string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, text, values);

    /// <summary>37; 1,000+ when there are more than were counted.</summary>
    public static string Number(long count, bool isMore = false) => count.ToString("N0", CultureInfo.CurrentCulture) + (isMore ? "+" : "");

    /// <summary>1 hit; 1,000+ messages. The number is the <c>{0}</c> of both texts.</summary>
    public static string Count(int count, string one, string many, bool isMore = false) =>
        Of(count == 1 && !isMore ? one : many, Number(count, isMore));
}
