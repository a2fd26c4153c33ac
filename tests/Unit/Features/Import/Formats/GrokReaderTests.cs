using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class GrokReaderTests
{
    private static readonly GrokReader Reader = new(new TestClock());

    [Fact]
    public async Task Responses_are_a_tree_with_the_thoughts_and_times_of_each()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"conversations": [{"conversation": {"conversation_id": "c", "title": "Oslo", "create_time": "2025-06-21T19:28:21Z", "modify_time": "2025-06-21T19:30:01Z", "starred": true, "leaf_response_id": "a1", "summary": "", "temporary": false},
             "responses": [
              {"response": {"response_id": "q", "sender": "human", "message": "Munch?", "create_time": {"$date": {"$numberLong": "1750534101000"}}, "parent_response_id": null, "file_attachments": ["f1"]}},
              {"response": {"response_id": "a1", "sender": "ASSISTANT", "message": "Yes.", "parent_response_id": "q", "model": "grok-3", "thinking_trace": "Easy.", "web_search_results": [{"title": "Museum"}]}},
              {"response": {"response_id": "a2", "sender": "assistant", "message": "No.", "parent_response_id": "q", "metadata": {"requestModelDetails": {"modelId": "grok-4"}}}}]}]}
            """);

        Assert.Equal(
            """
            User q: Munch? {"attachments":["f1"]}
            Ai a2 under q: No. {"metadata":{"requestModelDetails":{"modelId":"grok-4"}}}
            Ai a1 under q: Yes. {"web_search_results":[{"title":"Museum"}],"reasoning":"Easy."}
            """,
            conversation.Told());
        Assert.Equal("2025-06-21T19:28:21", conversation.Messages[0].Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss", null));
        Assert.Equal([null, "grok-4", "grok-3"], conversation.Messages.Select(message => message.Model));
        Assert.Equal(("c", "Oslo", true, "a1"), (conversation.ExternalId, conversation.Title, conversation.Starred, conversation.ActiveKey));
    }

    [Fact]
    public async Task Responses_that_name_none_follow_each_other()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"conversations": [{"conversation": {"conversation_id": "c"}, "responses": [
              {"response": {"response_id": "q", "sender": "human", "message": "Munch?", "parent_response_id": null}},
              {"response": {"response_id": "a", "sender": "assistant", "message": "Yes.", "parent_response_id": null}}]}]}
            """);

        Assert.Equal("User q: Munch?\nAi a under q: Yes.", conversation.Told());
    }
}
