using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>The same queries find the same messages on both databases.</summary>
public sealed class SearchTableTests
{
    /// <summary>Each message is called by the first word of its text, which no query asks for.</summary>
    private static readonly (string Title, string? Model, string? Source, string[] Tags, Said[] Messages)[] Conversations =
    [
        (
            "Trip to Oslo",
            "gpt-4o",
            "chatgpt",
            ["travel"],
            [
                new("m01 Which museums are open on Monday?", "user", "2026-03-02T08:15:00Z"),
                new("m02 The Munch museum opens at ten; see https://munch.no for tickets. Résumé: café and naïve art.", "ai", "2026-03-02T08:16:00Z", TokensOut: 1200, Model: "GPT-4o"),
            ]),
        (
            "Trip to Oslo, the second day",
            "gpt-4o",
            "chatgpt",
            ["travel"],
            [
                new("m03 Is the Viking Ship Museum closed?", "user", "2026-03-07T22:30:00Z", Model: "gpt-4o"),
                new("m04 Yes, the viking ship museum is closed until 2027.", "ai", "2026-03-07T22:31:00Z", TokensOut: 40, Model: "gpt-4o"),
            ]),
        (
            "Kotlin und Straße",
            "claude-sonnet",
            "Open WebUI",
            ["work", "code"],
            [
                new("m05 How do I pass --verbose to foo_bar in C++ and C#?", "user", "2025-12-31T23:30:00Z"),
                new("m06 ```cpp\nint foo_bar(int x) { return x; }\n``` In node.js use npm run build -- --verbose instead. Plain C is fine.", "ai", "2026-01-01T00:10:00Z", Model: "claude-sonnet"),
                new("m07 Die Straße nach Ærø ist gesperrt, ΣΊΣΥΦΟΣ wartet.", "user", "2026-01-02T10:00:00Z"),
            ]),
        (
            "東京タワー",
            null,
            null,
            [],
            [
                new("m08 我喜欢北京的冬天和东京的夏天", "user", "2026-05-01T12:00:00Z"),
                new("m09 東京タワーは高いです", "ai", "2026-05-01T12:01:00Z", AudioDuration: 400),
                new("m10 서울의 날씨는 어떻습니까", "user", "2026-05-01T12:02:00Z"),
                new("m11 system secret instructions museum", "system", "2026-05-01T12:03:00Z"),
            ]),
    ];

    public static TheoryData<string, string> Queries => new()
    {
        // words: all must occur, without case and accents
        { "museum", "m02 m03 m04" },
        { "MUSEUM closed", "m03 m04" },
        { "resume", "m02" },
        { "résumé CAFÉ", "m02" },
        { "naive", "m02" },
        { "strasse", "" },
        { "straße", "m07" },
        { "ærø", "m07" },
        { "σίσυφος", "m07" },
        { "museum tickets closed", "" },

        // a beginning
        { "museu*", "m01 m02 m03 m04" },
        { "mus* clo*", "m03 m04" },

        // phrases
        { "\"viking ship\"", "m03 m04" },
        { "\"ship viking\"", "" },
        { "\"viking ship mus\"*", "m03 m04" },
        { "\"museum is closed\"", "m04" },

        // not, or
        { "museum -closed", "m02" },
        { "museum -\"viking ship\"", "m02" },
        { "museums OR tickets", "m01 m02" },
        { "munch OR viking -closed", "m02" },
        { "viking museum -until OR tickets", "" },
        { "-museum from:user", "m01 m05 m07 m08 m10" },

        // Chinese, Japanese, Korean
        { "北京", "m08" },
        { "东京", "m08" },
        { "東京", "m09" },
        { "タワー", "m09" },
        { "東京タワー", "m09" },
        { "날씨", "m10" },
        { "冬", "m08" },
        { "京冬", "" },

        // code
        { "foo_bar", "m05 m06" },
        { "C++", "m05" },
        { "C#", "m05" },
        { "c", "m05 m06" },
        { "node.js", "m06" },
        { "--verbose", "m05 m06" },
        { "verbose", "m05 m06" },
        { "\"foo_bar(int x)\"", "m06" },
        { "munch.no", "m02" },

        // filters
        { "museum from:user", "m03" },
        { "museum -from:user", "m02 m04" },
        { "from:ai has:link", "m02" },
        { "has:code", "m06" },
        { "has:audio", "m09" },
        { "tokens:>1000", "m02" },
        { "tokens:<=40", "m04" },
        { "tag:work from:ai", "m06" },
        { "-tag:work -tag:travel from:ai", "m09" },
        { "model:gpt-4o from:user", "m01 m03" },
        { "model:GPT* museum", "m02 m03 m04" },
        { "model:claude* OR model:gpt-4o closed", "m03 m04" },
        { "-model:gpt* from:ai", "m06 m09" },
        { "by:gpt-4o", "m02 m04" },
        { "by:GPT-4* museum", "m02 m04" },
        { "by:gpt", "" },
        { "by:gpt-4o by:Claude-Sonnet", "m02 m04 m06" },
        { "by:gpt-4o OR by:claude* closed", "m04" },
        { "by:gpt* from:user", "" },
        { "-by:gpt* from:ai", "m06 m09" },
        { "-by:gpt-4o -by:claude* closed", "m03" },
        { "source:chatgpt closed", "m03 m04" },
        { "source:ChatGPT", "" },
        { "source:chat*", "" },
        { "source:\"Open WebUI\" from:ai", "m06" },
        { "source:chatgpt source:\"Open WebUI\" from:ai", "m02 m04 m06" },
        { "-source:chatgpt from:ai", "m06 m09" },
        { "-source:chatgpt -source:\"Open WebUI\" from:ai", "m09" },
        { "source:chatgpt by:gpt-4o tag:travel -closed", "m02" },
        { "duration:>5m from:user", "m08 m10" },
        { "title:oslo from:user", "m01 m03" },
        { "title:\"trip to\" closed", "m03 m04" },
        { "-title:oslo from:ai", "m06 m09" },
        { "after:2026-03-05 before:2026-04 museum", "m03 m04" },
        { "on:2026-03-02", "m01 m02" },
        { "on:2026-03", "m01 m02 m03 m04" },
        { "on:2026-03-01..2026-03-05", "m01 m02" },
        { "-on:2026 from:user", "m05" },
        { "hour:22 museum", "m03 m04" },
        { "hour:22-8", "m01 m02 m03 m04 m05 m06" },
        { "weekday:mon", "m01 m02" },
        { "weekday:weekend", "m03 m04" },
        { "is:starred museum", "m02 m03 m04" },
        { "-is:starred from:ai", "m06 m09" },
        { "status:archived", "m08 m09 m10" },
        { "status:active OR status:archived 東京", "m09" },
        { "personality:guide museum", "m02 m03 m04" },
        { "personality:nobody museum", "" },
        { "-personality:guide from:ai", "m06 m09" },

        // never indexed
        { "secret", "" },
        { "instructions", "" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_finds_on_SQLite(string query, string expected) => await FindsAsync(Engine.Sqlite, query, expected);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_finds_on_PostgreSQL(string query, string expected) => await FindsAsync(Engine.Postgres, query, expected);

    private static readonly Lazy<Task<(HttpClient, IReadOnlyDictionary<string, string>)>>[] Owners =
        [.. Enum.GetValues<Engine>().Select(engine => new Lazy<Task<(HttpClient, IReadOnlyDictionary<string, string>)>>(() => FillAsync(SharedApp.NewOwner(engine))))];

    private static async Task FindsAsync(Engine engine, string query, string expected)
    {
        var (client, names) = await Owners[(int)engine].Value;
        foreach (var order in new[] { "best", "relevance", "newest" })
        {
            var found = await client.JsonAsync($"GET /api/conversations/search?order={order}&q={Uri.EscapeDataString(query)}");

            var hits = found.Items().SelectMany(item => item.Items("hits")).Select(hit => names[hit.Text("message_id")!]).Order(StringComparer.Ordinal);
            Assert.Equal(expected, string.Join(' ', hits));
            Assert.Equal(expected.Length == 0 ? 0 : expected.Split(' ').Length, found.Number("total"));
        }
    }

    /// <summary>And the names of the messages, by id.</summary>
    private static async Task<(HttpClient, IReadOnlyDictionary<string, string>)> FillAsync(HttpClient client)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var guide = await client.JsonAsync("POST /api/personalities", """{"name": "Guide"}""");
        foreach (var (title, model, source, tags, messages) in Conversations)
        {
            var isTrip = title.StartsWith("Trip", StringComparison.Ordinal);
            var created = await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new
            {
                title,
                model,
                source,
                tags,
                starred = isTrip,
                personality_id = isTrip ? guide.Text("id") : null,
                messages = messages.Select(message => new
                {
                    type = message.Type,
                    model = message.Model,
                    content = message.Text,
                    timestamp = message.At,
                    tokens_out = message.TokensOut,
                    audio_duration = message.AudioDuration,
                }),
            }));
            foreach (var message in (await client.JsonAsync($"GET /api/conversations/{created.Text("id")}")).Items("messages"))
            {
                names.Add(message.Text("id")!, message.Text("content")![..3]);
            }

            if (model is null)
            {
                await client.JsonAsync($"PATCH /api/conversations/{created.Text("id")}", """{"status": "archived"}""");
            }
        }

        return (client, names);
    }

    private sealed record Said(string Text, string Type, string At, int? TokensOut = null, double? AudioDuration = null, string? Model = null);
}
