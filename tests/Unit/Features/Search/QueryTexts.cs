using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>Texts that somebody could type into the box of a search.</summary>
internal static class QueryTexts
{
    public static readonly string[] Keys =
    [
        "from", "personality", "model", "by", "source", "tag", "status", "title", "before", "after", "on", "has", "duration", "tokens", "hour", "weekday", "is", "foo",
    ];

    private static readonly string[] Values =
    [
        "user", "ai", "active", "archived", "deleted", "audio", "code", "link", "starred", "chatgpt", "gpt-4*", "mon", "mon-fri", "weekend", "sat,sun", "9", "22-6", "5m", "1h30m",
        "90", "1.5k", "1000", "today", "yesterday", "7d", "2w", "999999999y", "2026", "2026-03", "2026-03-05", "2026-02-30", "2026-03-29T02:30", "9999-12-31", "0001-01-01",
        "2026-03-05T14:30:15.123Z", "oslo", "résumé", "東京都", "foo_bar", "C++", "--flag",
    ];

    private static readonly string[] Pieces = [" ", " ", "  ", "\u3000", "\t", "\"", "\"", "“", "”", "-", "--", "*", "**", ":", "OR", " OR ", "or", "..", ">", ">=", "<", "<=", ",", "(", "🚢"];

    private const string SamplesVariable = "CONVOWEB_SAMPLES";

    /// <summary>Of all that the language knows, in any order, with noise between.</summary>
    public static string Next(Random random)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(1, 12); parts > 0; parts--)
        {
            text.Append(random.Next(8) switch
            {
                0 or 1 => Pick(random, Pieces),
                2 => Pick(random, Values),
                3 => Pick(random, Keys) + ":",
                4 or 5 => $"{Pick(random, Keys)}:{Pick(random, Values)} ",
                6 => $" {(random.Next(2) == 0 ? "-" : "")}\"{Pick(random, Values)} {Pick(random, Pieces)}\" ",
                _ => Noise(random),
            });
        }

        return text.ToString();
    }

    private static string Noise(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, 6); length > 0; length--)
        {
            text.Append((char)(random.Next(3) switch { 0 => random.Next(0x80), 1 => random.Next(0xD700, 0xE100), _ => random.Next(0x10000) }));
        }

        return text.ToString();
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    /// <summary>The list of naughty strings; the test is skipped where it is not there.</summary>
    public static string[] Naughty()
    {
        var folder = Environment.GetEnvironmentVariable(SamplesVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Needs the naughty strings: set {SamplesVariable} to the folder that holds nasty/blns.json.");
        return JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(folder!, "nasty", "blns.json")))!;
    }
}
