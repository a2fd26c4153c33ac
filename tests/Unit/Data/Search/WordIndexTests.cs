using ConvoWeb.Data.Search;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data.Search;

public sealed class WordIndexTests
{
    [Fact]
    public async Task PostgreSQL_takes_the_same_words_from_a_text()
    {
        string[] texts =
        [
            "", " ", "A résumé, naïve façade", "ＦＵＬＬ width ﬁne", "今天天气很好", "我用Python写 C++", "東京タワー ｶﾞｷﾞ", "안녕하세요 세계",
            "C++ C# foo_bar node.js --flag ---x a--b i++ c+++ 18+", "ΟΔΥΣΣΕΥΣ ὀδυσσεύς", "İstanbul STRASSE straße", "e\u0301 \u1100\u1161",
            "😀 café 😀", "don't", "x²½Ⅷ", new string('a', 100) + " b", "--天气#", "Привет, МИР Ёлка", "\ud83d\ude00",
        ];
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var db = await database.Database.ReadAsync(Cancel);

        foreach (var text in texts)
        {
            var words = await db.Statement("SELECT search_words(@text)", ("@text", text)).ExecuteScalarAsync(Cancel);

            Assert.Equal(SearchText.Of(text).TrimEnd(), words);
        }
    }

    [Fact]
    public async Task SQLites_index_follows_every_change()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("Ein café in Paris"), Said("天气 C++"));

        Assert.Equal(1, await FoundAsync(database, "\"cafe\""));
        Assert.Equal(1, await FoundAsync(database, "\"天气\""));
        Assert.Equal(0, await FoundAsync(database, "\"berlin\""));
        await database.Database.WriteAsync(
            async db =>
            {
                await db.ExecuteAsync("UPDATE messages SET content = 'Berlin' WHERE seq = 1");
                await db.ExecuteAsync("DELETE FROM messages WHERE seq = 2");
                await db.ExecuteAsync("UPDATE conversations SET title = 'Ein anderer'");
                await db.ExecuteAsync("INSERT INTO messages_fts(messages_fts, rank) VALUES ('integrity-check', 1)");
                return await db.ExecuteAsync("INSERT INTO titles_fts(titles_fts, rank) VALUES ('integrity-check', 1)");
            },
            Cancel);

        Assert.Equal(0, await FoundAsync(database, "\"cafe\" OR \"天气\""));
        Assert.Equal(1, await FoundAsync(database, "\"berlin\""));
    }

    private static async Task<long> FoundAsync(TestDatabase database, string words)
    {
        await using var db = await database.Database.ReadAsync(Cancel);
        return (long)(await db.Statement("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH @words", ("@words", words)).ExecuteScalarAsync(Cancel))!;
    }
}
