namespace ConvoWeb.Bench.Corpus;

/// <summary>
/// Two years of conversations, invented but shaped like real ones: their lengths are log-normal with a median of 12
/// messages, they become more with time and fewer at weekends, and the middle one has 2,000 messages.
/// The same seed gives the same bytes everywhere.
/// </summary>
internal static class ConversationCorpus
{
    public const uint DefaultSeed = 42;

    /// <summary>Of the conversation in the middle of the corpus, when there are at least <see cref="FewestForTheLongest"/>.</summary>
    public const int Longest = 2000;

    private const int FewestForTheLongest = 50;
    private const double Second = 1000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;
    private const double Span = 730;

    private static readonly double End = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly double Start = End - (Span * Day);

    private static readonly string[] Personalities =
    [
        "Default", "Coder", "Research Assistant", "Socratic Tutor", "Editor", "Chef", "Travel Planner", "SQL Guru", "DevOps", "Poet",
        "Storyteller", "Fitness Coach", "Translator 日本語", "Lawyer", "Historian", "Therapist", "Product Manager", "Data Scientist",
        "Dungeon Master", "Gardener", "Music Critic", "Philosopher", "Accountant", "Náutico",
    ];

    private static readonly string[] Sources = ["web", "web", "web", "api", "api", "voice", "import", "mobile"];
    private static readonly WeightedChoice Personality = WeightedChoice.ByRank(Personalities.Length, 1.5);

    public static IEnumerable<CorpusConversation> Generate(int conversations, uint seed = DefaultSeed)
    {
        var dice = new Dice(seed);
        var vocabulary = new Vocabulary(dice);
        var prose = new Prose(dice, vocabulary);

        for (var i = 0; i < conversations; i++)
        {
            var time = BeginningOf(i, conversations, dice);
            var length = conversations >= FewestForTheLongest && i == conversations / 2 ? Longest : dice.LogNormal(12, 0.9, 1, Longest);
            var hasSystemPrompt = dice.Chance(0.2);
            var id = $"{dice.Hex(8)}-{dice.Hex(4)}-4{dice.Hex(3)}-a{dice.Hex(3)}-{dice.Hex(12)}";
            var startedAt = (long)time;
            var messages = Messages(id, length, hasSystemPrompt, time, dice, prose);

            yield return new CorpusConversation
            {
                Id = id,
                Title = Title(prose.Sentences(3 + dice.Below(5))),
                Personality = Personalities[Personality.Draw(dice)],
                User = $"user{(int)(20 * dice.Next() * dice.Next())}",
                Source = dice.Pick(Sources),
                Tags = dice.Chance(0.3) ? [vocabulary.Among(60, 40)] : [],
                StartedAt = startedAt,
                Messages = messages,
            };
        }
    }

    /// <summary>From the first day to the last the conversations of a day become three times as many.</summary>
    private static double BeginningOf(int index, int conversations, Dice dice)
    {
        var share = (index + dice.Next()) / conversations;
        var elapsed = (-1 + Math.Sqrt(1 + (8 * share))) / 2;
        var time = Math.Floor(Start + (elapsed * Span * Day));

        var day = DateTimeOffset.FromUnixTimeMilliseconds((long)time).DayOfWeek;
        if (day is DayOfWeek.Saturday or DayOfWeek.Sunday && dice.Chance(0.5))
        {
            time -= Day * (1 + dice.Below(3));
        }

        return time < Start ? Start + dice.Below((int)Day) : time;
    }

    private static CorpusMessage[] Messages(
        string conversationId, int count, bool hasSystemPrompt, double time, Dice dice, Prose prose)
    {
        var messages = new CorpusMessage[count];
        for (var i = 0; i < count; i++)
        {
            var role = hasSystemPrompt && i == 0 ? CorpusRole.System
                : (i - (hasSystemPrompt ? 1 : 0)) % 2 == 0 ? CorpusRole.User
                : CorpusRole.Assistant;
            var content = prose.MessageOf(role);
            messages[i] = new CorpusMessage($"{conversationId[..8]}-{Base36(i)}-{dice.Hex(8)}", role, content, (long)time);
            time = Math.Min(End - 1, time + PauseAfter(role, dice));
        }

        return messages;
    }

    /// <summary>Mostly seconds; now and then somebody comes back hours or days later.</summary>
    private static int PauseAfter(CorpusRole role, Dice dice) =>
        dice.Chance(0.02)
            ? dice.LogNormal(5 * Hour, 1, (int)Minute, (int)(3 * Day))
            : dice.LogNormal(role == CorpusRole.User ? 6 * Second : 45 * Second, 0.8, 300, (int)Hour);

    private static string Title(string sentences) =>
        Vocabulary.Capitalized((sentences[^1] is '.' or '?' ? sentences[..^1] : sentences).Replace('\n', ' '));

    /// <summary>Four digits, of which the corpus never needs more than three.</summary>
    private static string Base36(int number)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        return string.Create(4, number, static (text, rest) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, rest /= 36)
            {
                text[i] = Digits[rest % 36];
            }
        });
    }
}
