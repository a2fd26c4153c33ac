namespace ConvoWeb.Features.Search.Syntax;
/// <summary>Understands what a person typed. Never throws, whatever it is given.</summary>
public static class SearchParser
{
    public static SearchQuery Parse(string text, DateTimeOffset now, TimeZoneInfo zone, bool isTyping = false) => SearchQuery.Empty;
}
