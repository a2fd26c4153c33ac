namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Tokens in parts: JSON web tokens (RFC 7519), and those of Telegram's and Discord's bots.</summary>
internal sealed class TokenRule : IRedactionRule
{
    private const string JsonObject = "eyJ"; // {" in base64

    private const int LeastPart = 8;

    public RedactionProfiles Profile => RedactionProfiles.Secrets;

    public void Find(string text, List<RedactionMatch> found)
    {
        FindWebTokens(text, found);
        FindBotTokens(text, found);
    }

    private static void FindWebTokens(string text, List<RedactionMatch> found)
    {
        for (var at = text.IndexOf(JsonObject, StringComparison.Ordinal); at >= 0; at = text.IndexOf(JsonObject, at, StringComparison.Ordinal))
        {
            if (Spelling.IsInsideWord(text, at))
            {
                at += JsonObject.Length;
                continue;
            }

            // Known by its second part, which is an object too; of an encrypted token that part may be empty.
            var end = Spelling.EndOf(text, at, Spelling.Word);
            var second = end + 1;
            if (end - at >= JsonObject.Length + LeastPart && second < text.Length && text[end] == '.'
                && (text.AsSpan(second).StartsWith(JsonObject) || text[second] == '.'))
            {
                end = Spelling.EndOf(text, second, Spelling.Dotted);
                if (end - second >= LeastPart)
                {
                    found.Add(new RedactionMatch(at, end - at, RedactionKind.ApiKey));
                }
            }

            at = end;
        }
    }

    /// <summary>Shapes: gitleaks' telegram-bot-api-token, detect-secrets' discord.py.</summary>
    private static void FindBotTokens(string text, List<RedactionMatch> found)
    {
        for (var at = text.AsSpan().IndexOfAny(':', '.'); at >= 0;)
        {
            var match = text[at] == ':' ? TelegramAt(text, at) : DiscordAt(text, at);
            if (match is { } token)
            {
                found.Add(token);
            }

            var next = text.AsSpan(at + 1).IndexOfAny(':', '.');
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    /// <summary>The number of the bot, a colon, 35 characters that begin with AA.</summary>
    private static RedactionMatch? TelegramAt(string text, int colon)
    {
        if (!text.AsSpan(colon + 1).StartsWith("AA"))
        {
            return null;
        }

        var start = Back(text, colon, char.IsAsciiDigit, most: 11);
        var end = Spelling.EndOf(text, colon + 1, Spelling.Word);
        return colon - start is >= 8 and <= 10 && !Spelling.IsInsideWord(text, start) && end - colon - 1 is >= 34 and <= 36
            && Spelling.IsRandom(text.AsSpan(colon + 1, end - colon - 1))
                ? new RedactionMatch(start, end - start, RedactionKind.ApiKey)
                : null;
    }

    /// <summary>24 to 28 characters of the number of the bot in base64, six of the time, and 27 or more of the signature.</summary>
    private static RedactionMatch? DiscordAt(string text, int dot)
    {
        var second = dot + 7;
        if (second >= text.Length || text[second] != '.')
        {
            return null;
        }

        var start = Back(text, dot, Spelling.IsWordCharacter, most: 29);
        var end = Spelling.EndOf(text, second + 1, Spelling.Word);
        return dot - start is >= 24 and <= 28 && text[start] is 'M' or 'N' or 'O' && end - second - 1 >= 27
            && !text.AsSpan(dot + 1, 6).ContainsAnyExcept(Spelling.Word) && Spelling.IsRandom(text.AsSpan(second + 1, end - second - 1))
                ? new RedactionMatch(start, end - start, RedactionKind.ApiKey)
                : null;
    }

    private static int Back(string text, int end, Predicate<char> isPart, int most)
    {
        var start = end;
        while (start > 0 && end - start < most && isPart(text[start - 1]))
        {
            start--;
        }

        return start;
    }
}
