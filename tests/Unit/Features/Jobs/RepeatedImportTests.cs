using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

public sealed class RepeatedImportTests
{
    [Theory, DatabaseData]
    public async Task The_same_files_sent_again_under_the_same_key_begin_one_import_and_others_are_refused(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        alice.DefaultRequestHeaders.Add("Idempotency-Key", "k");

        var first = await BeginAsync(alice, "a.json", "{\"milk\": 2}");
        var second = await BeginAsync(alice, "a.json", "{\"milk\": 2}");
        var otherBytes = await UploadedFiles.PostAsync(alice, "?background=true", ("a.json", "{\"milk\": 3}"u8.ToArray()));
        var otherName = await UploadedFiles.PostAsync(alice, "?background=true", ("b.json", "{\"milk\": 2}"u8.ToArray()));

        Assert.Equal(first, second);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (otherBytes.StatusCode, otherName.StatusCode));
        Assert.Equal([first], (await alice.JsonAsync("GET /api/jobs")).GetProperty("items").EnumerateArray().Select(job => job.GetProperty("id").GetString()));
    }

    private static async Task<string?> BeginAsync(HttpClient client, string name, string content)
    {
        var response = await UploadedFiles.PostAsync(client, "?background=true", (name, System.Text.Encoding.UTF8.GetBytes(content)));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString();
    }
}
