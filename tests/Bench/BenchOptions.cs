using System.Globalization;

namespace ConvoWeb.Bench;

/// <summary>What to measure, on how much, for how long.</summary>
internal sealed record BenchOptions
{
    public const string Usage =
        """
        dotnet run -c Release --project tests/Bench -- SCENARIO [options]

          append | read | list | search | export | import | cache | live | delta | circuits | pdf | proxy | stats | all    what to measure
          corpus                                                                                                           writes the conversations that it measures on, as JSON lines

          --conversations N   size of the corpus, at least 50 (default 10000)
          --corpus FILE       a database that holds them; seeded first when it is not there, and kept whatever is built later
          --seconds N         length of one window (default 2)
          --rounds N          windows for each side (default 9)
          --dir PATH          where the databases lie (default: a folder for temporary files); must be on a disk
          --smoke             a tiny corpus and short windows: only shows that everything answers
        """;

    public const int FewestConversations = 50;

    /// <summary>In the order to run them: appending comes last, because it changes what the others read.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    public int Conversations { get; private set; } = 10_000;

    /// <summary>Null: in the folder, made anew when the data layer changes.</summary>
    public string? CorpusPath { get; private set; }

    public TimeSpan Window { get; private set; } = TimeSpan.FromSeconds(2);

    /// <summary>Until the compiler has seen what is hot.</summary>
    public TimeSpan WarmUp => IsSmoke ? Window : TimeSpan.FromSeconds(8);

    public int Rounds { get; private set; } = 9;

    public string Folder { get; private set; } = Path.Combine(Path.GetTempPath(), "convoweb-bench");

    public bool IsSmoke { get; private set; }

    public static BenchOptions? Parse(string[] arguments)
    {
        if (arguments is not [("append" or "read" or "list" or "search" or "export" or "import" or "cache" or "live" or "delta" or "circuits" or "pdf" or "proxy" or "stats" or "all" or "corpus") and var scenario, .. var rest])
        {
            return null;
        }

        var options = new BenchOptions { Scenarios = scenario is "all" ? ["live", "delta", "circuits", "pdf", "proxy", "read", "list", "search", "export", "import", "cache", "stats", "append"] : [scenario] };
        while (rest is not [])
        {
            switch (rest)
            {
                case ["--smoke", ..]:
                    (options.IsSmoke, options.Conversations, options.Window, options.Rounds) = (true, 200, TimeSpan.FromMilliseconds(60), 1);
                    rest = rest[1..];
                    continue;
                case ["--conversations", var text, ..] when IsCount(text, out var conversations) && conversations >= FewestConversations:
                    options.Conversations = conversations;
                    break;
                case ["--corpus", var file, ..]:
                    options.CorpusPath = Path.GetFullPath(file);
                    break;
                case ["--seconds", var text, ..] when IsCount(text, out var seconds):
                    options.Window = TimeSpan.FromSeconds(seconds);
                    break;
                case ["--rounds", var text, ..] when IsCount(text, out var rounds):
                    options.Rounds = rounds;
                    break;
                case ["--dir", var folder, ..]:
                    options.Folder = Path.GetFullPath(folder);
                    break;
                default:
                    return null;
            }

            rest = rest[2..];
        }

        return options;
    }

    private static bool IsCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
}
