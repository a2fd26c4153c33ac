using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Files that nobody here wrote, in the folder that <c>CONVOWEB_SAMPLES</c> names.</summary>
public sealed class RealFileTests
{
    private const string Variable = "CONVOWEB_SAMPLES";

    private const string EmptyAndHidden = "hidden messages without content are not taken, but reported";

    private const string Pieces = "lines that are pieces of one answer are one message, and lines that name no session are no conversation";

    private const string NoSession = "lines that name no session are no conversation";

    private const string EveryItem = "tool calls, what they answer and what the model thought are messages too";

    private const string OnlyGemini = "of all activities only those of Gemini are conversations";

    /// <summary>What is stored of each file; where that is not what its SOURCE.md counts, the row says why.</summary>
    [Theory]
    [DatabaseData("chatgpt/1ch1n-example_chatgpt.json", "chatgpt", 1, 4, null)]
    [DatabaseData("chatgpt/LibreChat-chatgpt-export.json", "chatgpt", 2, 19, EmptyAndHidden)]
    [DatabaseData("chatgpt/LibreChat-chatgpt-tree.json", "chatgpt", 1, 11, EmptyAndHidden)]
    [DatabaseData("chatgpt/mitkury-example-conversation.json", "chatgpt", 1, 6, null)]
    [DatabaseData("chatgpt/quentinous-sample_export.zip", "chatgpt", 2, 6, null)]
    [DatabaseData("chatgpt/yetanotherchris-gpt_example.json", "chatgpt", 1, 11, EmptyAndHidden)]
    [DatabaseData("claude-code/agentcmd-full-session-four.jsonl", "claude-code", 1, 63, Pieces)]
    [DatabaseData("claude-code/agentcmd-full-session-two.jsonl", "claude-code", 1, 30, Pieces)]
    [DatabaseData("claude-code/daaain-representative_messages.jsonl", "claude-code", 1, 11, NoSession)]
    [DatabaseData("claude-code/daaain-session_b.jsonl", "claude-code", 1, 3, null)]
    [DatabaseData("claude-code/daaain-todowrite_examples.jsonl", "claude-code", 1, 11, NoSession)]
    [DatabaseData("codex/madshn-rollout-2026-02-23T12-41-04-019c8a4d-8f45-7010-8b5d-7fad920aa6f9.jsonl", "codex", 1, 286, EveryItem)]
    [DatabaseData("codex/madshn-rollout-2026-02-23T20-34-25-019c8bfe-ec25-79e0-97d7-bda6a9c575ff.jsonl", "codex", 1, 29, EveryItem)]
    [DatabaseData("codex/wesm-function_calls.jsonl", "codex", 1, 3, EveryItem)]
    [DatabaseData("gemini-takeout/joeamroo-MyActivity.json", "gemini-takeout", 1, 1, OnlyGemini)]
    [DatabaseData("openai-finetune/eunseo-com-toy_chat_fine_tuning.jsonl", "openai-chat", 5, 19, null)]
    [DatabaseData("sharegpt-and-messages/hiyouga-glaive_toolcall_en_demo.json", "sharegpt", 300, 1914, null)]
    [DatabaseData("sharegpt-and-messages/hiyouga-mllm_demo.json", "openai-chat", 6, 24, null)]
    [DatabaseData("sharegpt-and-messages/hiyouga-v1_sft_demo.jsonl", "openai-chat", 500, 1000, null)]
    [DatabaseData("sharegpt-and-messages/lm-sys-dummy_conversation.json", "sharegpt", 500, 2000, null)]
    [DatabaseData("sillytavern/SillyTavern-Darkness-1673225255706.jsonl", "sillytavern", 1, 1, null)]
    [DatabaseData("sillytavern/SillyTavern-Megumin-1673323621108.v2.jsonl", "sillytavern", 1, 3, null)]
    [DatabaseData("claude/1ch1n-example_anthropic.json", "claude", 1, 4, null)]
    [DatabaseData("claude/osteele-business-strategy.json", "claude", 1, 6, null)]
    [DatabaseData("claude/osteele-conversations.json", "claude", 2, 6, null)]
    [DatabaseData("claude/osteele-cooking.json", "claude", 1, 6, null)]
    [DatabaseData("claude/osteele-creative-writing.json", "claude", 1, 6, null)]
    [DatabaseData("claude/osteele-data.json", "claude", 1, 2, null)]
    [DatabaseData("claude/osteele-math-tutoring.json", "claude", 1, 4, null)]
    [DatabaseData("openwebui/yetanotherchris-claude_output.json", "openwebui", 1, 10, null)]
    [DatabaseData("openwebui/yetanotherchris-webui-json.json", "openwebui", 1, 2, null)]
    [DatabaseData("librechat/LibreChat-librechat-export.json", "librechat", 1, 6, null)]
    [DatabaseData("librechat/LibreChat-librechat-linear.json", "librechat", 1, 2, null)]
    [DatabaseData("grok/yetanotherchris-grok_example.json", "grok", 1, 10, null)]
    [DatabaseData("deepseek/andrmkrff-sample_conversation.json", "deepseek", 1, 5, null)]
    [DatabaseData("oasst/en_100_tree.1-50.jsonl", "openassistant", 50, 549, "only 50 of the 100 lines that SOURCE.md counts are in the file")]
    [DatabaseData("chatbotui/LibreChat-chatbotui-export.json", "chatbotui", 2, 6, null)]
    [DatabaseData("gemini-cli/wesm-standard_session.json", "gemini-cli", 1, 4, null)]
    [DatabaseData("gemini-cli/wesm-tool_calls.json", "gemini-cli", 1, 2, null)]
    public async Task A_file_comes_in_whole_and_only_once(Engine engine, string file, string source, int conversations, int messages, string? why)
    {
        var content = await ReadAsync(file);
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");

        var first = await UploadedFiles.ImportAsync(app.ClientFor(owner), "", (Path.GetFileName(file), content));
        var second = (await UploadedFiles.ImportAsync(app.ClientFor(owner), "", (Path.GetFileName(file), content))).GetProperty("totals");

        Assert.All(first.GetProperty("items").EnumerateArray(), item => Assert.Equal((source, "imported"), (item.GetProperty("source").GetString(), item.GetProperty("outcome").GetString())));
        Assert.Equal(conversations, first.GetProperty("totals").GetProperty("imported").GetInt32());
        Assert.Equal(messages, first.GetProperty("totals").GetProperty("messages").GetInt32());
        Assert.Equal(messages, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE c.owner_id = @owner", ("@owner", owner)));
        Assert.Equal(conversations, second.GetProperty("unchanged").GetInt32());
        Assert.Equal(0, second.GetProperty("messages").GetInt32());
        var (listedConversations, listedMessages) = await ListedAsync(file);
        var leftOut = why is EmptyAndHidden ? first.GetProperty("totals").GetProperty("left_out").GetInt32() : 0;
        if (why is null or EmptyAndHidden)
        {
            Assert.Equal((listedConversations, listedMessages), (conversations, messages + leftOut));
        }
        else
        {
            Assert.NotEqual((listedConversations, listedMessages), (conversations, messages));
        }

        await StoredText.AssertHoldsAsync(app, owner, content);
    }

    [Fact]
    public async Task Every_branch_of_a_real_export_is_a_tree_here_and_its_active_one_is_what_a_reader_sees()
    {
        var content = await ReadAsync("chatgpt/LibreChat-chatgpt-tree.json");
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
    public async Task No_reader_takes_a_file_of_another()
    {
        await using var app = new ConvoWebApp();
        var readers = app.Services.GetServices<IConversationReader>().ToList();

        foreach (var (file, source) in KnownFiles().Where(known => !known.File.EndsWith(".zip", StringComparison.Ordinal)))
        {
            var records = new JsonRecords(new MemoryStream(await ReadAsync(file))).ReadAsync(Cancel);
            await foreach (var record in records.Take(20))
            {
                Assert.Equal([source], readers.Where(reader => reader.Recognises(record.Value)).Select(reader => reader.Source));
            }
        }
    }

    [Fact]
    public async Task Whatever_else_is_sent_is_refused_in_words()
    {
        var known = KnownFiles().Select(known => Path.Combine(Samples(), known.File)).ToHashSet(StringComparer.Ordinal);
        var alice = SharedApp.NewOwner();

        foreach (var file in Directory.EnumerateFiles(Samples(), "*", SearchOption.AllDirectories).Where(file => !known.Contains(file)))
        {
            var response = await UploadedFiles.PostAsync(alice, "", (Path.GetFileName(file), await File.ReadAllBytesAsync(file, Cancel)));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

            Assert.True(response.StatusCode is HttpStatusCode.UnprocessableEntity, $"{file}: {answer}");
            Assert.Contains(Path.GetFileName(file), answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>Those of the table above.</summary>
    private static IEnumerable<(string File, string Source)> KnownFiles() =>
        typeof(RealFileTests).GetMethod(nameof(A_file_comes_in_whole_and_only_once))!
            .GetCustomAttributes<DatabaseDataAttribute>()
            .Select(row => ((string)row.More[0]!, (string)row.More[1]!));

    /// <summary>The counts in the table of the file's SOURCE.md.</summary>
    private static async Task<(int Conversations, int Messages)> ListedAsync(string file)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Samples(), Path.GetDirectoryName(file)!, "SOURCE.md"), Cancel);
        string[] Cells(string line) => [.. line.Split('|').Select(cell => cell.Trim())];
        var header = Cells(lines.First(line => line.StartsWith("| file", StringComparison.Ordinal)));
        var row = Cells(lines.First(line => line.StartsWith($"| {Path.GetFileName(file)} |", StringComparison.Ordinal)));
        int Number(string column) => int.Parse(row[Array.IndexOf(header, column)], System.Globalization.CultureInfo.InvariantCulture);
        return (Number("conversations"), Number("messages"));
    }

    private static Task<byte[]> ReadAsync(string file) => File.ReadAllBytesAsync(Path.Combine(Samples(), file), Cancel);

    private static string Samples()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Needs the real files: set {Variable} to their folder.");
        return folder!;
    }
}
