using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Imports beside others, beside people who change the same conversation, and of what belongs to somebody else.</summary>
public sealed class ContestedImportTests
{
    private const int Conversations = 12;

    [Theory, DatabaseData]
    public async Task Ten_imports_of_a_file_at_once_store_each_conversation_and_each_message_once(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var file = File(messages: 3);

        var reports = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => UploadedFiles.ImportAsync(alice, "", ("export.json", file))));

        Assert.Equal(Conversations, reports.Sum(report => report.GetProperty("totals").GetProperty("imported").GetInt32()));
        Assert.Equal(9 * Conversations, reports.Sum(report => report.GetProperty("totals").GetProperty("unchanged").GetInt32()));
        await AssertWholeAsync(app, Conversations, 3 * Conversations);
    }

    [Theory, DatabaseData]
    public async Task Files_of_which_each_goes_on_where_the_other_ends_may_come_at_once(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");

        var reports = await Task.WhenAll(Enumerable.Range(1, 8).Select(messages => UploadedFiles.ImportAsync(alice, "", ("export.json", File(messages)))));

        Assert.All(reports, report => Assert.Equal(0, report.GetProperty("totals").GetProperty("failed").GetInt32()));
        await AssertWholeAsync(app, Conversations, 8 * Conversations);
    }

    [Theory, DatabaseData]
    public async Task What_people_do_meanwhile_is_neither_lost_nor_in_the_way(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var first = await UploadedFiles.ImportAsync(alice, "", ("export.json", File(messages: 2)));
        var ids = first.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();

        var importing = Task.WhenAll(Enumerable.Range(3, 6).Select(messages => UploadedFiles.ImportAsync(alice, "", ("export.json", File(messages)))));
        var doing = Task.WhenAll(ids.Select((id, i) => (i % 4) switch
        {
            0 => alice.PostAsJsonAsync($"/api/conversations/{id}/messages", new { type = "user", content = "And parks?" }, Cancel),
            1 => alice.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "Mine" }, Cancel),
            2 => alice.PatchAsJsonAsync($"/api/conversations/{id}", new { status = "archived" }, Cancel),
            _ => alice.DeleteAsync($"/api/conversations/{id}", Cancel),
        }));
        var reports = await importing;

        Assert.All(await doing, answer => Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString()));
        Assert.All(
            reports.SelectMany(report => report.GetProperty("items").EnumerateArray()).Where(item => item.GetProperty("outcome").GetString() is "failed"),
            item => Assert.EndsWith("Import it again.", item.GetProperty("reason").GetString(), StringComparison.Ordinal));
        Assert.Equal(3, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE content = 'And parks?'"));
        Assert.Equal(3, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE title = 'Mine'"));
        Assert.Equal(3, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));
        await UploadedFiles.ImportAsync(alice, "", ("export.json", File(messages: 8)));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM (SELECT external_id FROM conversations GROUP BY external_id HAVING count(*) > 1) AS twice"));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations c WHERE status <> 'deleted' AND (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.external_id IS NOT NULL) <> 8"));
        await AssertCountedAsync(app);
    }

    [Theory, DatabaseData]
    public async Task Who_names_what_is_somebody_else_s_gets_nothing_of_it_and_changes_nothing_there(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (alice, mallory) = (app.ClientFor("alice"), app.ClientFor("mallory"));
        var hers = await alice.JsonAsync("POST /api/conversations", """{"title": "Trip", "messages": [{"type": "user", "content": "Which museums?"}, {"type": "ai", "content": "Munch"}]}""");
        var id = hers.GetProperty("id").GetString()!;
        var exported = await alice.GetStringAsync($"/api/conversations/{id}/export?format=json", Cancel);
        var before = await alice.GetStringAsync($"/api/conversations/{id}", Cancel);
        var claimed = exported
            .Replace("\"title\":\"Trip\"", "\"title\":\"Claimed\"", StringComparison.Ordinal)
            .Replace("\"Munch\"", "\"Munch and everything that stands behind it\"", StringComparison.Ordinal);
        var borrowed = claimed.Replace(id, "019aa5c0-0000-7000-8000-00000000000f", StringComparison.Ordinal); // a conversation of her own with those messages

        foreach (var file in (string[])[claimed, borrowed, claimed, borrowed])
        {
            var report = await UploadedFiles.ImportAsync(mallory, "", ("trip.json", Encoding.UTF8.GetBytes(file)));

            Assert.Contains(report.GetProperty("items")[0].GetProperty("outcome").GetString(), (string[])["imported", "unchanged"]);
            Assert.NotEqual(id, report.GetProperty("items")[0].GetProperty("id").GetString());
        }

        Assert.Equal(before, await alice.GetStringAsync($"/api/conversations/{id}", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await mallory.GetAsync($"/api/conversations/{id}", Cancel)).StatusCode);
        Assert.Equal(2, (await mallory.GetFromJsonAsync<JsonElement>("/api/conversations", Cancel)).GetProperty("items").GetArrayLength());
        await AssertWholeAsync(app, conversations: 3, messages: 6);
    }

    private static async Task AssertWholeAsync(ConvoWebApp app, long conversations, long messages)
    {
        Assert.Equal(conversations, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
        Assert.Equal(messages, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
        await AssertCountedAsync(app);
    }

    /// <summary>What each conversation says of itself is what is in it, and its branches end in one that it has.</summary>
    private static async Task AssertCountedAsync(ConvoWebApp app)
    {
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations c WHERE message_count <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)"));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages m WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages p WHERE p.id = m.parent_id AND p.conversation_id = m.conversation_id)"));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations c WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = c.active_leaf_id AND m.conversation_id = c.id)"));
    }

    private static byte[] File(int messages) => JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, Conversations).Select(conversation => new
    {
        id = $"trip{conversation}",
        title = "Trip",
        create_time = 1704067200,
        current_node = $"n{messages - 1}",
        mapping = Enumerable.Range(0, messages).ToDictionary(n => $"n{n}", n => new
        {
            parent = n == 0 ? null : $"n{n - 1}",
            message = new { author = new { role = n % 2 == 0 ? "user" : "assistant" }, content = new { parts = new[] { $"Message {n}" } } },
        }),
    }));
}
