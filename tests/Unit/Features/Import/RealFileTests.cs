using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Files that nobody here wrote, in the folder that <c>CONVOWEB_SAMPLES</c> names.</summary>
public sealed class RealFileTests
{
    private const string Variable = "CONVOWEB_SAMPLES";

    /// <summary>The counts are those of a plain parser; a hidden message without content is not taken, but reported.</summary>
    [Theory]
    [DatabaseData("1ch1n-example_chatgpt.json", 1, 4, 0)]
    [DatabaseData("LibreChat-chatgpt-export.json", 2, 21, 2)]
    [DatabaseData("LibreChat-chatgpt-tree.json", 1, 12, 1)]
    [DatabaseData("mitkury-example-conversation.json", 1, 6, 0)]
    [DatabaseData("quentinous-sample_export.zip", 2, 6, 0)]
    [DatabaseData("yetanotherchris-gpt_example.json", 1, 12, 1)]
    public async Task A_ChatGPT_export_comes_in_whole_and_only_once(Engine engine, string name, int conversations, int messages, int leftOut)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(Samples(), "chatgpt", name), Cancel);
        await using var app = new ConvoWebApp(engine);

        var first = (await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", (name, content))).GetProperty("totals");
        var second = (await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", (name, content))).GetProperty("totals");

        Assert.Equal(conversations, first.GetProperty("imported").GetInt32());
        Assert.Equal(messages, first.GetProperty("messages").GetInt32() + first.GetProperty("left_out").GetInt32());
        Assert.Equal(leftOut, first.GetProperty("left_out").GetInt32());
        Assert.Equal(messages - leftOut, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
        Assert.Equal(conversations, second.GetProperty("unchanged").GetInt32());
        Assert.Equal(0, second.GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task Every_branch_of_a_real_export_is_a_tree_here_and_its_active_one_is_what_a_reader_sees()
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(Samples(), "chatgpt", "LibreChat-chatgpt-tree.json"), Cancel);
        await using var app = new ConvoWebApp();
        var report = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("tree.json", content));
        var id = report.GetProperty("items")[0].GetProperty("id").GetString();

        var branch = await app.ClientFor("alice").GetStringAsync($"/api/conversations/{id}/export?format=txt", Cancel);

        Assert.Equal(2, await app.Stored.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT parent_id FROM messages WHERE parent_id IS NOT NULL GROUP BY parent_id HAVING count(*) > 1) AS forks"));
        Assert.Contains("hi again", branch, StringComparison.Ordinal);
        Assert.DoesNotContain("tell me a story", branch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_else_is_sent_is_refused_in_words()
    {
        var files = Directory.EnumerateFiles(Samples(), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}chatgpt{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        await using var app = new ConvoWebApp();

        foreach (var file in files)
        {
            var response = await UploadedFiles.PostAsync(app.ClientFor("alice"), "", (Path.GetFileName(file), await File.ReadAllBytesAsync(file, Cancel)));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

            Assert.True(response.StatusCode is HttpStatusCode.UnprocessableEntity, $"{file}: {answer}");
            Assert.Contains(Path.GetFileName(file), answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static string Samples()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Needs the real files: set {Variable} to their folder.");
        return folder!;
    }
}
