using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Conversations;

/// <summary>A conversation always has a title that a person can tell it by.</summary>
public static class ConversationTitles
{
    public const string Untitled = "New conversation";

    private const int MaxLengthFromContent = 80;

    /// <summary>The title that was given, or the beginning of the first message, cut after a word.</summary>
    public static string Of(string? title, string? firstContent)
    {
        if (!string.IsNullOrWhiteSpace(title))
        {
            return title.Trim();
        }

        var start = Previews.Of(firstContent ?? "");
        if (start.Length == 0)
        {
            return Untitled;
        }

        if (start.Length <= MaxLengthFromContent)
        {
            return start;
        }

        var cut = start.LastIndexOf(' ', MaxLengthFromContent);
        if (cut < MaxLengthFromContent / 2)
        {
            cut = char.IsHighSurrogate(start[MaxLengthFromContent - 1]) ? MaxLengthFromContent - 1 : MaxLengthFromContent;
        }

        return start[..cut] + "…";
    }
}
