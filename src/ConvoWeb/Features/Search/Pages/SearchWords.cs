using System.Globalization;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>Numbers as people read them.</summary>
internal static class SearchWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>37; 1,000+ when there are more than were counted.</summary>
    public static string Count(int count, bool isMore = false) => count.ToString("N0", English) + (isMore ? "+" : "");

    /// <summary>1 hit; 1,000+ messages.</summary>
    public static string Count(int count, string one, string many, bool isMore = false) =>
        count == 1 && !isMore ? $"1 {one}" : $"{Count(count, isMore)} {many}";
}
