using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Whatever is in a file, it is told in words, the other conversations come in, and nothing else happens.</summary>
public sealed class HostileImportTests
{
    private const string Good = """{"messages": [{"role": "user", "content": "Which museums?"}]}""";

    private const string AfterIt = """{"messages": [{"role": "user", "content": "Which parks?"}]}""";

    [Theory]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"cut o")]
    [InlineData("{\"messages\": [{\"role\": \"user\"}]")]
    [InlineData("not JSON")]
    public async Task A_broken_line_is_told_and_the_others_come_in(string broken)
    {
        await using var app = new ConvoWebApp();

        var report = await ImportAsync(app, $"{Good}\n{broken}\n{AfterIt}");

        Assert.Equal(["imported", "failed", "imported"], Outcomes(report));
        Assert.Equal("It is not valid JSON.", report.GetProperty("items")[1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_is_nested_without_bottom_is_told_and_the_others_come_in()
    {
        await using var app = new ConvoWebApp();
        var deep = $$"""{"messages": [{"role": "user", "content": {{new string('[', 10_000)}}{{new string(']', 10_000)}} }]}""";

        var report = await ImportAsync(app, $"{Good}\n{deep}\n{AfterIt}");

        Assert.Equal(["imported", "failed", "imported"], Outcomes(report));
        Assert.StartsWith("It is nested deeper than", report.GetProperty("items")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Depth_that_JSON_may_have_does_no_harm()
    {
        await using var app = new ConvoWebApp();
        var deep = string.Concat(Enumerable.Repeat("{\"x\":[", 1000)) + "\"bottom\"" + string.Concat(Enumerable.Repeat("]}", 1000));

        var report = await ImportAsync(app, $$"""{"messages": [{"role": "user", "content": "Hello", "odd": {{deep}} }, {"role": "assistant", "tool_calls": [{{deep}}] }]}""");

        Assert.Equal(["imported"], Outcomes(report));
    }

    [Theory, DatabaseData]
    public async Task Bytes_that_are_no_text_are_replaced(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var file = Encoding.UTF8.GetBytes(Good);
        file[Array.IndexOf(file, (byte)'?')] = 0xFF;

        var report = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("chat.jsonl", file));

        Assert.Equal(["imported"], Outcomes(report));
        Assert.Equal(1, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE content = 'Which museums\uFFFD'"));
    }

    [Theory, DatabaseData]
    public async Task An_id_that_several_have_loses_none_of_them(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var file = string.Join('\n', Enumerable.Range(0, 3).Select(i => $$"""{"type": "user", "uuid": "u", "sessionId": "s", "message": {"role": "user", "content": "{{i}}"} }"""));

        var first = await ImportAsync(app, file);
        var second = await ImportAsync(app, file);

        Assert.Equal(["imported"], Outcomes(first));
        Assert.Equal(["unchanged"], Outcomes(second));
        Assert.Equal(3, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
    }

    [Theory, DatabaseData]
    public async Task Very_many_small_conversations_come_in_and_are_known_again(Engine engine)
    {
        const int Count = 1000;

        await using var app = new ConvoWebApp(engine);
        var file = string.Join('\n', Enumerable.Range(0, Count).Select(i => $$"""{"conversations": [{"from": "human", "value": "{{i / 2}}"}]}"""));

        var first = (await ImportAsync(app, file)).GetProperty("totals");
        var second = (await ImportAsync(app, file)).GetProperty("totals");

        Assert.Equal(Count, first.GetProperty("imported").GetInt32());
        Assert.Equal(Count, second.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task A_name_that_leads_out_of_a_ZIP_leads_nowhere()
    {
        var alice = SharedApp.NewOwner();
        var name = $"{Guid.NewGuid()}.jsonl";
        var zip = UploadedFiles.Zip(false, ($"../../../../../../../../tmp/{name}", Encoding.UTF8.GetBytes(Good)), ("/etc/passwd", Encoding.UTF8.GetBytes(AfterIt)), ("..\\..\\x.jsonl", Encoding.UTF8.GetBytes(Good.Replace("museums", "lakes", StringComparison.Ordinal))));

        var report = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));

        Assert.Equal(["imported", "imported", "imported"], Outcomes(report));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), name)));
    }

    private static Task<JsonElement> ImportAsync(ConvoWebApp app, string file) =>
        UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("chat.jsonl", Encoding.UTF8.GetBytes(file)));

    private static IEnumerable<string?> Outcomes(JsonElement report) =>
        report.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString());
}
