using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

public sealed class ImportJobTests
{
    [Theory, DatabaseData]
    public async Task An_import_in_the_background_ends_with_a_report_and_keeps_nothing_of_what_was_sent(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var files = Enumerable.Range(0, 3).Select(n => ($"{n}.json", File($"trip{n}", 40 + n))).ToArray();

        var response = await UploadedFiles.PostAsync(alice, "?background=true", files);
        var job = await alice.EndOfAsync(await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
        var report = await alice.GetFromJsonAsync<JsonElement>(job.GetProperty("file").GetString(), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(("done", "import", 3), (job.GetProperty("state").GetString(), job.GetProperty("kind").GetString(), job.GetProperty("done").GetInt32()));
        Assert.Equal(3, job.GetProperty("result").GetProperty("imported").GetInt32());
        Assert.Equal(
            ["trip0 imported 40", "trip1 imported 41", "trip2 imported 42"],
            report.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("external_id")} {item.GetProperty("outcome")} {item.GetProperty("messages")}"));
        Assert.Equal(123, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
        while (await app.Stored.ScalarAsync<long>("SELECT count(*) FROM job_parts WHERE name <> 'file'") > 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    [Theory, DatabaseData]
    public async Task A_file_of_no_known_format_fails_in_words(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var response = await UploadedFiles.PostAsync(alice, "?background=true", ("shopping.json", "{\"milk\": 2}"u8.ToArray()));
        var job = await alice.EndOfAsync(await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));

        Assert.Equal(
            ("failed", "shopping.json: It holds no conversations of a known format."),
            (job.GetProperty("state").GetString(), job.GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, job.GetProperty("file").ValueKind);
    }

    [Fact]
    public async Task A_file_of_no_known_format_beside_others_stands_in_the_report()
    {
        var alice = SharedApp.NewOwner();

        var response = await UploadedFiles.PostAsync(alice, "?background=true", ("trip.json", File("trip", 2)), ("shopping.json", "{\"milk\": 2}"u8.ToArray()));
        var job = await alice.EndOfAsync(await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
        var report = await alice.GetFromJsonAsync<JsonElement>(job.GetProperty("file").GetString(), Cancel);

        Assert.Equal("done", job.Text("state"));
        Assert.Equal("trip imported", $"{report.Items()[0].Text("external_id")} {report.Items()[0].Text("outcome")}");
        Assert.Equal(
            "shopping.json: It holds no conversations of a known format.",
            Assert.Single(report.Items("unknown").Select(file => $"{file.Text("name")}: {file.Text("reason")}")));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_no_job()
    {
        var alice = SharedApp.NewOwner();
        var body = new StringContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n[{");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        var response = await alice.PostAsync("/api/import?background=true", body, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, (await alice.JsonAsync("GET /api/jobs")).GetProperty("items").GetArrayLength());
    }

    private static byte[] File(string id, int messages)
    {
        var nodes = Enumerable.Range(0, messages).ToDictionary(n => $"n{n}", n => new
        {
            parent = n == 0 ? null : $"n{n - 1}",
            message = new { author = new { role = "user" }, content = new { parts = new[] { $"Message {n}" } } },
        });
        return JsonSerializer.SerializeToUtf8Bytes(new[] { new { id, title = "Trip", create_time = 1704067200, mapping = nodes } });
    }
}
