using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Tests.Unit.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class ExportTests
{
    [Theory, DatabaseData]
    public async Task JSON_is_what_GET_answers_with_every_message(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await AddAsync(alice, messages: 450);
        var shown = await alice.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}?limit=200", Cancel);

        var response = await alice.GetAsync($"/api/conversations/{id}/export?format=json", Cancel);
        var exported = await response.Content.ReadFromJsonAsync<JsonObject>(Cancel);

        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"Trip to Oslo.json\"", response.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(450, exported!["messages"]!.AsArray().Count);
        Assert.True(JsonNode.DeepEquals(shown!["messages"]![0], exported["messages"]![250]));
        Assert.Equal(("conversation", "convoweb/1", null), (exported["type"]!.GetValue<string>(), exported["format"]!.GetValue<string>(), exported["personality"]));
        foreach (var member in (string[])["type", "format", "personality", "messages"])
        {
            exported.Remove(member);
        }

        shown.Remove("messages");
        Assert.Equal(shown.ToJsonString(), exported.ToJsonString());
    }

    [Theory, DatabaseData]
    public async Task What_was_exported_says_when_and_has_a_new_version(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, messages: 1);
        var before = await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);
        clock.Advance(TimeSpan.FromHours(1));

        await alice.GetStringAsync($"/api/conversations/{id}/export?format=markdown", Cancel);
        var after = await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);

        Assert.Equal("2026-11-21T10:32:00.000Z", after.GetProperty("last_exported_at").GetString());
        Assert.Equal(before.GetProperty("version").GetInt64() + 1, after.GetProperty("version").GetInt64());
        Assert.Equal(before.GetProperty("updated_at").GetString(), after.GetProperty("updated_at").GetString());
    }

    [Fact]
    public async Task Somebody_else_s_conversation_is_not_there()
    {
        await using var app = new ConvoWebApp();
        var id = await AddAsync(app.ClientFor("alice"), messages: 1);

        Assert.Equal(HttpStatusCode.NotFound, (await app.ClientFor("bob").GetAsync($"/api/conversations/{id}/export?format=txt", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.ClientFor("alice").GetAsync($"/api/conversations/{Guid.NewGuid()}/export?format=txt", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("?format=docx")]
    [InlineData("")]
    public async Task A_format_that_is_not_there_is_told_with_those_that_are(string query)
    {
        var alice = SharedApp.NewOwner();
        var id = await AddAsync(alice, messages: 1);

        var response = await alice.GetAsync($"/api/conversations/{id}/export{query}", Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("format must be one of json, markdown, html, csv, txt, jsonl, pdf.", problem.GetProperty("errors").GetProperty("format")[0].GetString());
    }

    [Theory, DatabaseData]
    public async Task What_was_exported_as_JSONL_comes_back_the_same_in_another_place(Engine engine)
    {
        var exported = await ExportRichAsync(engine);
        await using var other = new ConvoWebApp(engine);
        var alice = other.ClientFor("alice");

        var report = await UploadedFiles.ImportAsync(alice, "", ("trip.jsonl", exported));
        var again = await alice.GetByteArrayAsync($"/api/conversations/{report.GetProperty("items")[0].GetProperty("id")}/export?format=jsonl", Cancel);
        var repeated = await UploadedFiles.ImportAsync(alice, "", ("trip.jsonl", again));

        Assert.Equal("imported", report.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal(WithoutVersions(exported), WithoutVersions(again));
        Assert.Equal("unchanged", repeated.GetProperty("items")[0].GetProperty("outcome").GetString());
    }

    [Theory]
    [DatabaseData("txt", "User (hidden):\n", "] Tool:\n", "Aria (reasoning):\n")]
    [DatabaseData("markdown", "## User (hidden) ", "## Tool ", "## Aria (reasoning) ")]
    [DatabaseData("html", ">Hidden message<", ">Result of a tool<", ">Reasoning<")]
    [DatabaseData("csv", "Be quick,\"{\"\"hidden\"\":true}\"", "ok,\"{\"\"role\"\":\"\"tool\"\"}\"", "I look.,\"{\"\"kind\"\":\"\"reasoning\"\"}\"")]
    [DatabaseData("jsonl", "\"metadata\":{\"hidden\":true}", "\"metadata\":{\"role\":\"tool\"}", "\"metadata\":{\"kind\":\"reasoning\"}")]
    public async Task Without_metadata_what_is_no_part_of_the_talk_is_still_told_from_it(Engine engine, string format, string hidden, string tool, string reasoning)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await PostAsync(alice, "/api/conversations", new
        {
            title = "Trip to Oslo",
            personality_id = await PostAsync(alice, "/api/personalities", new { name = "Aria" }),
            messages = new object[]
            {
                new { type = "user", content = "Be quick", metadata = new { hidden = true, attachments = new[] { new { name = "secret.pdf" } } } },
                new { type = "system", content = "ok", metadata = new { role = "tool", name = "secret" } },
                new { type = "ai", content = "I look.", metadata = new { kind = "reasoning" } },
                new { type = "ai", content = "Munch.", metadata = new { reasoning = "A secret.", citations = new[] { "secret" } } },
            },
        });

        var text = await alice.GetStringAsync($"/api/conversations/{id}/export?format={format}&metadata=false", Cancel);

        Assert.Contains(hidden, text, StringComparison.Ordinal);
        Assert.Contains(tool, text, StringComparison.Ordinal);
        Assert.Contains(reasoning, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, DatabaseData]
    public async Task Beside_its_original_a_copy_for_somebody_else_has_ids_of_its_own(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var id = await AddAsync(app.ClientFor("alice"), messages: 3);
        var exported = await app.ClientFor("alice").GetByteArrayAsync($"/api/conversations/{id}/export?format=jsonl", Cancel);

        var mine = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("trip.jsonl", exported));
        var theirs = await UploadedFiles.ImportAsync(app.ClientFor("bob"), "", ("trip.jsonl", exported));
        var theirsAgain = await UploadedFiles.ImportAsync(app.ClientFor("bob"), "", ("trip.jsonl", exported));
        var copy = theirs.GetProperty("items")[0].GetProperty("id").GetString();
        var text = await app.ClientFor("bob").GetStringAsync($"/api/conversations/{copy}/export?format=txt", Cancel);

        Assert.Equal("unchanged", mine.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal("imported", theirs.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal("unchanged", theirsAgain.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.False(id == copy);
        Assert.Contains("Message 1\n", text, StringComparison.Ordinal);
        Assert.Contains("Message 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_fails_its_conversation_and_no_other()
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        var files = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            files.Add(await alice.GetStringAsync($"/api/conversations/{await AddAsync(alice, messages: 2)}/export?format=jsonl", Cancel));
        }

        files[1] = files[1].Replace("\"type\":\"ai\"", "\"type\":\"robot\"", StringComparison.Ordinal);
        var report = await UploadedFiles.ImportAsync(app.ClientFor("bob"), "", ("all.jsonl", Encoding.UTF8.GetBytes(string.Concat(files))));

        Assert.Equal(
            "imported, failed, imported",
            string.Join(", ", report.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString())));
        Assert.Contains("'robot' is not one of", report.GetProperty("items")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    /// <summary>With every field that a conversation can have, two branches, and numbers that a removed message left unused.</summary>
    private static async Task<byte[]> ExportRichAsync(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var aria = await PostAsync(alice, "/api/personalities", new { name = "Aria", color = "moss", voice = "alto", system_prompt = "Be kind." });
        var trip = await PostAsync(alice, "/api/conversations", new
        {
            title = "Trip to Tromsø 🚢",
            personality_id = aria,
            starred = true,
            tags = new[] { "travel", "旅行" },
            source = "phone",
            external_id = "p-1",
            model = "gpt-5",
            created_at = "2024-01-01T00:00:00.123Z",
            metadata = new { nested = new { list = new object?[] { 1, "two", null } } },
        });
        var messages = $"/api/conversations/{trip}/messages";
        var question = await PostAsync(alice, messages, new { type = "user", content = "Which museums?\u2028\"<b>\"", audio_url = "https://x.example/a", audio_duration = 1.25, timestamp = "2024-01-01T00:00:01Z" });
        await PostAsync(alice, messages, new { type = "ai", content = "Munch.", model = "gpt-5-mini", tokens_in = 5, tokens_out = 7, tokens_estimated = true, external_id = "m-2" });
        await PostAsync(alice, messages, new { type = "ai", content = "Fram.", parent_id = question, metadata = new { role = "x" } });
        await PostAsync(alice, messages, new { type = "system", content = "", metadata = new { role = "tool" } });
        var removed = await PostAsync(alice, messages, new { type = "user", content = "never mind", model = "gone" });
        await alice.DeleteAsync($"{messages}/{removed}", Cancel);
        await alice.PatchAsJsonAsync($"/api/conversations/{trip}", new { status = "archived" }, Cancel);
        return await alice.GetByteArrayAsync($"/api/conversations/{trip}/export?format=jsonl", Cancel);
    }

    private static async Task<string> AddAsync(HttpClient client, int messages) => await PostAsync(client, "/api/conversations", new
    {
        title = "Trip to Oslo",
        messages = Enumerable.Range(1, messages).Select(n => new { type = n % 2 == 1 ? "user" : "ai", content = $"Message {n}" }),
    });

    private static async Task<string> PostAsync(HttpClient client, string address, object body)
    {
        var response = await client.PostAsJsonAsync(address, body, Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancel));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    /// <summary>A version counts the changes in one place, and being exported is one.</summary>
    private static string WithoutVersions(byte[] exported)
    {
        var lines = Encoding.UTF8.GetString(exported).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var record = JsonNode.Parse(line)!.AsObject();
            record.Remove("version");
            return record.ToJsonString();
        });
        return string.Join('\n', lines);
    }
}
