using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class OpenAssistantReaderTests
{
    [Fact]
    public async Task Replies_are_branches_and_the_best_ranked_are_what_a_reader_sees()
    {
        var conversation = await new OpenAssistantReader(new TestClock()).ReadOneAsync(
            """
            {"message_tree_id": "c", "tree_state": "ready_for_export", "prompt": {"message_id": "q", "text": "Munch?", "role": "prompter", "lang": "en", "deleted": false, "replies": [
              {"message_id": "a1", "parent_id": "q", "text": "Yes.", "role": "assistant", "rank": 0, "model_name": "chip20b", "replies": [{"message_id": "q2", "text": "When?", "role": "prompter"}]},
              {"message_id": "a2", "parent_id": "q", "text": "No.", "role": "assistant", "rank": 1, "emojis": {"+1": 3}}]}}
            """);

        Assert.Equal(
            """
            User q: Munch? {"lang":"en"}
            Ai a2 under q: No. {"rank":1,"emojis":{"+1":3}}
            Ai a1 under q: Yes. {"rank":0}
            User q2 under a1: When?
            """,
            conversation.Told());
        Assert.Equal(("c", "Munch?", "q2"), (conversation.ExternalId, conversation.Title, conversation.ActiveKey));
        Assert.Equal("""{"tree_state":"ready_for_export"}""", conversation.Metadata);
    }
}
