using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class OpenWebUiReaderTests
{
    private const string Chat =
        """
        "title": "Oslo", "models": ["llama3"], "params": {"system": "Be brief.", "seed": 7}, "tags": ["travel"], "timestamp": 1736937000123,
        "history": {"currentId": "a1", "messages": {
          "q": {"id": "q", "parentId": null, "childrenIds": ["a1", "a2"], "role": "user", "content": "Munch?", "timestamp": 1736937000, "models": ["llama3"], "files": [{"type": "file", "name": "map.pdf"}]},
          "a1": {"id": "a1", "parentId": "q", "childrenIds": [], "role": "assistant", "content": "Yes.", "model": "llama3", "timestamp": 1736937001000, "done": true, "usage": {"prompt_tokens": 3, "completion_tokens": 2}},
          "a2": {"id": "a2", "parentId": "q", "childrenIds": [], "role": "assistant", "content": "No.", "error": {"content": "Overloaded"}}}},
        "messages": [{"id": "q", "role": "user", "content": "Munch?"}]
        """;

    private const string Told =
        """
        User q: Munch? {"models":["llama3"],"attachments":[{"type":"file","name":"map.pdf"}]}
        Ai a2 under q: No. {"error":{"content":"Overloaded"}}
        Ai a1 under q: Yes. {"usage":{"prompt_tokens":3,"completion_tokens":2}}
        """;

    private static readonly OpenWebUiReader Reader = new(new TestClock());

    [Fact]
    public async Task A_chat_is_a_tree_and_its_current_branch_is_the_active_one()
    {
        var conversation = await Reader.ReadOneAsync(
            $$"""[{"id": "c", "user_id": "u", "archived": true, "pinned": true, "created_at": 1736936999, "updated_at": 1736937002, "folder_id": "f", "meta": {"tags": ["north"]}, "chat": { {{Chat}} } }]""");

        Assert.Equal(Told, conversation.Told());
        Assert.Equal(("c", "Oslo", "llama3", "a1"), (conversation.ExternalId, conversation.Title, conversation.Model, conversation.ActiveKey));
        Assert.Equal((ConversationStatus.Archived, true), (conversation.Status, conversation.Starred));
        Assert.Equal(["north", "travel"], conversation.Tags);
        Assert.Equal((3, 2), (conversation.Messages[2].TokensIn, conversation.Messages[2].TokensOut));
        Assert.Equal(conversation.Messages[0].Timestamp.AddSeconds(1), conversation.Messages[2].Timestamp);
        Assert.Equal("""{"system_prompt":"Be brief.","seed":7,"models":["llama3"],"folder_id":"f","meta":{"tags":["north"]}}""", conversation.Metadata);
    }

    [Theory]
    [InlineData("""{"total_duration": 4100000000, "load_duration": 250000000, "prompt_eval_duration": 150000000, "eval_duration": 3700000000}""", 400, 4100)]
    [InlineData("""{"total_duration": 4100000000}""", null, 4100)]
    [InlineData("""{"total_duration": "soon", "load_duration": 1e300, "prompt_eval_duration": -5}""", null, null)]
    [InlineData("""{"total_duration": 86400001000000, "load_duration": 0, "prompt_eval_duration": 0}""", 0, null)]
    public async Task How_long_Ollama_took_for_an_answer_is_its_response_time(string usage, int? firstToken, int? response)
    {
        foreach (var place in (string[])[$$"""{"usage": {{usage}} }""", $$"""{"info": {"usage": {{usage}} } }""", $$"""{"info": {{usage}} }"""])
        {
            var conversation = await Reader.ReadOneAsync($$$"""{"chat": {"messages": [{"role": "assistant", "content": "Yes.", {{{place[1..^1]}}} }]}}""");

            Assert.Equal(new ResponseTimes(firstToken, response), ResponseTimes.In(Assert.Single(conversation.Messages).Metadata));
        }
    }

    [Fact]
    public async Task An_older_chat_has_no_wrapper_and_is_known_by_what_is_in_it()
    {
        var conversation = await Reader.ReadOneAsync($$"""{"id": "", {{Chat}} }""");
        var again = await Reader.ReadOneAsync($$"""[ {"id":"",   {{Chat}} } ]""");

        Assert.Equal(Told, conversation.Told());
        Assert.Equal(again.ExternalId, conversation.ExternalId);
        Assert.StartsWith("sha256:", conversation.ExternalId, StringComparison.Ordinal);
        Assert.Equal(2025, conversation.CreatedAt.Year);
    }

    [Fact]
    public async Task A_chat_that_was_written_as_one_branch_only_is_read_from_that()
    {
        var conversation = await Reader.ReadOneAsync(
            """{"chat": {"messages": [{"role": "user", "content": "Munch?"}, {"role": "assistant", "content": [{"type": "text", "text": "Yes."}, {"type": "image_url", "image_url": {"url": "x"}}]}]}}""");

        Assert.Equal(["Munch?", "Yes."], conversation.Messages.Select(message => message.Content));
        Assert.Equal("""{"attachments":[{"type":"image_url","image_url":{"url":"x"}}]}""", conversation.Messages[1].Metadata);
        Assert.Equal(conversation.Messages[0].Key, conversation.Messages[1].ParentKey);
    }
}
