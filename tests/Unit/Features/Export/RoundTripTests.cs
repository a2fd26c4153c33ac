using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Tests.Unit.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary><c>import(export(x)) == x</c>, for whatever the writes of the product can bring about.</summary>
public sealed class RoundTripTests
{
    private const int Conversations = 30;

    /// <summary>Members that count what happened in one place, or say who asks: not what was said.</summary>
    private static readonly string[] OfThePlace = ["version", "last_exported_at"];

    [Theory]
    [DatabaseData("json", 1)]
    [DatabaseData("jsonl", 2)]
    [DatabaseData("""{"format": "json"}""", 3)]
    [DatabaseData("""{"format": "jsonl"}""", 4)]
    [DatabaseData("""{"format": "jsonl", "archive": false}""", 5)]
    public async Task What_comes_back_into_an_empty_ConvoWeb_is_equal_in_every_field(Engine engine, string way, int seed)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await new RandomConversations(alice, seed).AddAsync(Conversations);
        var files = await ExportAsync(alice, way);
        var before = await AllAsync(alice);

        await using var other = new ConvoWebApp(engine);
        var again = other.ClientFor("alice");
        var report = await UploadedFiles.ImportAsync(again, "", [.. files]);
        var repeated = await UploadedFiles.ImportAsync(again, "", [.. files]);

        Assert.Equal(Conversations, report.GetProperty("totals").GetProperty("imported").GetInt32());
        Assert.Equal(before, await AllAsync(again));
        Assert.Equal(0, repeated.GetProperty("totals").GetProperty("imported").GetInt32() + repeated.GetProperty("totals").GetProperty("messages").GetInt32());
    }

    [Theory]
    [DatabaseData("json")]
    [DatabaseData("jsonl")]
    public async Task Without_system_messages_and_what_tools_answered_the_talk_comes_back_whole(Engine engine, string format)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = (await alice.JsonAsync("POST /api/conversations", """{"title": "Trip to Oslo"}""")).GetProperty("id").GetString();
        await SayAsync("system", "Be kind.", after: null);
        var question = await SayAsync("user", "Which museums?", after: null);
        var call = await SayAsync("ai", "I look.", after: question);
        var tool = await SayAsync("system", "Munch, Fram", after: call);
        var answer = await SayAsync("ai", "Munch.", after: await SayAsync("system", "More", after: tool));
        var thanks = await SayAsync("user", "Thanks", after: answer);
        await SayAsync("ai", "Fram.", after: tool);
        await SayAsync("system", "The end", after: thanks);

        var exported = await alice.GetByteArrayAsync($"/api/conversations/{id}/export?format={format}&system=false", Cancel);
        var bob = SharedApp.NewOwner(engine);
        var report = await UploadedFiles.ImportAsync(bob, "", ($"trip.{format}", exported));
        var copy = report.GetProperty("items")[0].GetProperty("id").GetString();

        Assert.Equal(["Which museums?", "I look.", "Munch.", "Thanks"], await ShownAsync(copy!));
        Assert.Contains(
            "(Another answer to 3 (version 2))\nFram.", await bob.GetStringAsync($"/api/conversations/{copy}/export?format=txt&branches=all&timestamps=false", Cancel), StringComparison.Ordinal);

        async Task<string> SayAsync(string type, string content, string? after)
        {
            var message = new JsonObject { ["type"] = type, ["content"] = content, ["parent_id"] = after };
            return (await alice.JsonAsync($"POST /api/conversations/{id}/messages", message.ToJsonString())).GetProperty("id").GetString()!;
        }

        async Task<IEnumerable<string?>> ShownAsync(string conversation)
        {
            var lines = (await bob.GetStringAsync($"/api/conversations/{conversation}/export?format=jsonl&branches=active", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Skip(1).Select(line => JsonElement.Parse(line).GetProperty("content").GetString());
        }
    }

    private static async Task<IReadOnlyList<(string Name, byte[] Content)>> ExportAsync(HttpClient client, string request)
    {
        var files = new List<(string, byte[])>();
        foreach (var status in (string[])["all", "deleted"])
        {
            if (request.StartsWith('{'))
            {
                var body = JsonNode.Parse(request)!.AsObject();
                body["filter"] = new JsonObject { ["status"] = status };
                var response = await client.PostAsync("/api/conversations/export/bulk", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), Cancel);
                files.Add((status, await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancel)));
                continue;
            }

            foreach (var id in await IdsAsync(client, status))
            {
                files.Add((id, await client.GetByteArrayAsync($"/api/conversations/{id}/export?format={request}", Cancel)));
            }
        }

        return files;
    }

    private static async Task<List<string>> AllAsync(HttpClient client)
    {
        var all = new List<string>();
        foreach (var id in (string[])[.. await IdsAsync(client, "all"), .. await IdsAsync(client, "deleted")])
        {
            var lines = (await client.GetStringAsync($"/api/conversations/{id}/export?format=jsonl", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            all.AddRange(lines.Select(Comparable));
        }

        return all;
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, string status)
    {
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/conversations?status={status}&sort=created_at&limit=200&cursor={cursor}", Cancel);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    private static string Comparable(string line)
    {
        var record = JsonNode.Parse(line)!.AsObject();
        foreach (var member in OfThePlace)
        {
            record.Remove(member);
            record["personality"]?.AsObject().Remove(member);
        }

        return record.ToJsonString();
    }
}
