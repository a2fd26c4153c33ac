using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>What goes on in the background goes on after the process was killed in the middle of it.</summary>
[Collection<Alone>]
public sealed class KilledJobTests
{
    private const int Conversations = 3000, MessagesEach = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_that_was_killed_is_gone_on_with_and_ends_as_if_nothing_had_been()
    {
        var file = Lines();
        await using var undisturbed = await ConvoWebProcess.StartAsync();
        await EndOfAsync(undisturbed.Client, await ImportAsync(undisturbed.Client, file));
        await using var killed = await ConvoWebProcess.StartAsync();

        var job = await ImportAsync(killed.Client, file);
        await UntilAsync(killed.Client, job, MiddleOf);
        await killed.KillAsync();
        await killed.StartAgainAsync();
        var between = await CountAsync(killed.Client);
        var end = await EndOfAsync(killed.Client, job);

        Assert.InRange(between, 1, Conversations - 1);
        Assert.Equal("done", end.GetProperty("state").GetString());
        Assert.Equal(await RowsAsync(undisturbed.Client), await RowsAsync(killed.Client));
    }

    /// <summary>As web pages, which take their time.</summary>
    [Fact]
    public async Task An_export_that_was_killed_is_gone_on_with_and_has_every_conversation_once()
    {
        await using var app = await ConvoWebProcess.StartAsync();
        await EndOfAsync(app.Client, await ImportAsync(app.Client, Lines()));

        var begun = await app.Client.PostAsJsonAsync("/api/jobs", new { export = new { format = "html" } }, Cancel);
        var job = await begun.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        await UntilAsync(app.Client, job, MiddleOf);
        await app.KillAsync();
        await app.StartAgainAsync();
        var end = await EndOfAsync(app.Client, job);
        var archive = await app.Client.GetByteArrayAsync(end.GetProperty("file").GetString(), Cancel);
        var undisturbed = await app.Client.PostAsJsonAsync("/api/conversations/export/bulk", new { format = "html" }, Cancel);

        Assert.Equal(Conversations, end.GetProperty("done").GetInt32());
        Assert.Equal(archive.Length, end.GetProperty("bytes").GetInt64());
        var pages = await UnpackAsync(archive);
        Assert.Equal(Conversations, pages.Count);
        Assert.Equal(await UnpackAsync(await undisturbed.Content.ReadAsByteArrayAsync(Cancel)), pages);
    }

    private static bool MiddleOf(JsonElement job)
    {
        Assert.Equal(JsonValueKind.Null, job.GetProperty("ended_at").ValueKind); // killed too late says nothing
        return job.GetProperty("done").GetInt32() > 0;
    }

    private static byte[] Lines()
    {
        var lines = new StringBuilder();
        for (var n = 0; n < Conversations; n++)
        {
            var id = Id(n, 0);
            lines.Append(CultureInfo.InvariantCulture, $$"""{"type":"conversation","format":"convoweb/1","id":"{{id}}","title":"Trip {{n}}","created_at":"2026-01-01T00:00:00Z","tags":["t{{n % 7}}"]}""").Append('\n');
            for (var m = 1; m <= MessagesEach; m++)
            {
                var parent = m == 1 ? "null" : $"\"{Id(n, m - 1)}\"";
                lines.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{Id(n, m)}}","seq":{{m}},"parent_id":{{parent}},"type":"{{(m % 2 == 1 ? "user" : "ai")}}","timestamp":"2026-01-01T00:00:{{m:00}}Z","content":"Message {{m}} of trip {{n}}: {{new string('x', 300)}}"}""").Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(lines.ToString());

        static string Id(int conversation, int message) => $"019b7600-0000-7000-8000-{conversation:x8}{message:x4}";
    }

    private static async Task<JsonElement> ImportAsync(HttpClient client, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "trips.jsonl" } };
        using var response = await client.PostAsync("/api/import?background=true", form, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static Task<JsonElement> EndOfAsync(HttpClient client, JsonElement job) =>
        UntilAsync(client, job, now => now.GetProperty("ended_at").ValueKind is not JsonValueKind.Null);

    private static async Task<JsonElement> UntilAsync(HttpClient client, JsonElement job, Predicate<JsonElement> reached)
    {
        while (true)
        {
            var now = await client.GetJsonAsync($"/api/jobs/{job.GetProperty("id").GetString()}");
            if (reached(now))
            {
                return now;
            }
        }
    }

    private static async Task<int> CountAsync(HttpClient client) => (await RowsAsync(client)).Count(row => row.Contains("\"type\":\"conversation\"", StringComparison.Ordinal));

    /// <summary>Every row that there is, but for what counts the changes of one place.</summary>
    private static async Task<List<string>> RowsAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/api/conversations/export/bulk", new { format = "jsonl", archive = false }, Cancel);
        return Comparable(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel));
    }

    private static List<string> Comparable(string lines)
    {
        var rows = new List<string>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var row = JsonNode.Parse(line)!.AsObject();
            row.Remove("version");
            row.Remove("updated_at");
            row.Remove("last_exported_at");
            rows.Add(row.ToJsonString());
        }

        return rows;
    }

    /// <summary>In the order of the archive; reading an entry to its end checks its sum.</summary>
    private static async Task<List<string>> UnpackAsync(byte[] archive)
    {
        var pages = new List<string>();
        await using var zip = new ZipArchive(new MemoryStream(archive));
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.StartsWith("conversations/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(await entry.OpenAsync(Cancel));
            pages.Add($"{entry.FullName}: {await reader.ReadToEndAsync(Cancel)}");
        }

        return pages;
    }
}
