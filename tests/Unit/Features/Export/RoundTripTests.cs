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
