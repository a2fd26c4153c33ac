using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class LibreChatReaderTests
{
    private static readonly LibreChatReader Reader = new(new TestClock());

    [Fact]
    public async Task Messages_in_a_row_name_the_one_that_they_answer()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"conversationId": "c", "title": "Oslo", "endpoint": "openAI", "exportAt": "20:33:31 GMT-0400", "branches": true, "recursive": false,
             "options": {"model": "gpt-4o", "promptPrefix": "Be brief.", "temperature": 1}, "messages": [
              {"messageId": "q", "parentMessageId": "00000000-0000-0000-0000-000000000000", "isCreatedByUser": true, "sender": "User", "text": "Munch?", "createdAt": "2024-05-29T00:33:03Z", "user": "u", "_id": "i"},
              {"messageId": "a1", "parentMessageId": "q", "isCreatedByUser": false, "sender": "GPT-4", "text": "Yes.", "model": "gpt-4", "error": false, "tokenCount": 2},
              {"messageId": "a2", "parentMessageId": "q", "isCreatedByUser": false, "sender": "GPT-4", "text": "No.", "error": true}]}
            """);

        Assert.Equal(
            """
            User q: Munch? {"sender":"User"}
            Ai a1 under q: Yes. {"sender":"GPT-4","tokenCount":2}
            Ai a2 under q: No. {"sender":"GPT-4","error":true}
            """,
            conversation.Told());
        Assert.Equal(["gpt-4", "gpt-4o"], conversation.Messages.Skip(1).Select(message => message.Model));
        Assert.Equal("""{"system_prompt":"Be brief.","endpoint":"openAI","exportAt":"20:33:31 GMT-0400","temperature":1}""", conversation.Metadata);
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("messagesTree")]
    public async Task Messages_inside_of_messages_are_the_same_tree(string name)
    {
        var conversation = await Reader.ReadOneAsync(
            $$"""
            {"conversationId": "c", "{{name}}": [{"messageId": "q", "isCreatedByUser": true, "text": "Munch?", "children": [
              {"messageId": "a1", "isCreatedByUser": false, "text": "Yes.", "children": [{"isCreatedByUser": true, "text": "When?", "children": []}]},
              {"messageId": "a2", "isCreatedByUser": false, "text": "No."}]}]}
            """);

        Assert.Equal("User q: Munch?\nAi a1 under q: Yes.\nUser a1/0 under a1: When?\nAi a2 under q: No.", conversation.Told());
    }

    [Fact]
    public async Task A_branch_may_be_a_thousand_messages_deep()
    {
        const int Deep = 1000;
        var nested = string.Concat(Enumerable.Range(0, Deep).Select(i => $$"""{"messageId": "{{i}}", "text": "{{i}}", "children": ["""))
            + string.Concat(Enumerable.Repeat("]}", Deep));

        var conversation = await Reader.ReadOneAsync($$"""{"conversationId": "c", "messages": [{{nested}}]}""");

        Assert.Equal(Deep, conversation.Messages.Count);
        Assert.Equal("999", conversation.ActiveKey);
    }

    [Fact]
    public async Task Parts_are_thoughts_text_and_calls_with_their_answers()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"conversationId": "c", "messages": [{"messageId": "a", "sender": "Agent", "isCreatedByUser": false, "text": "", "content": [
              {"type": "think", "think": "Look it up."},
              {"type": "text", "text": {"value": "One moment."}},
              {"type": "tool_call", "tool_call": {"id": "t", "name": "search", "args": "{}", "output": "Open daily."}},
              {"type": "text", "text": "Daily."}]}]}
            """);

        Assert.Equal(
            """
            Ai a: One moment. {"sender":"Agent","reasoning":"Look it up.","tool_calls":[{"id":"t","name":"search","args":"{}"}],"details":[{"text":{"value":"One moment."}}]}
            System a#1 under a: Open daily. {"role":"tool","name":"search"}
            Ai a#2 under a#1: Daily.
            """,
            conversation.Told());
    }

    [Fact]
    public async Task What_a_tool_answered_and_what_went_wrong_stays_whatever_its_shape()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"conversationId": "c", "messages": [{"messageId": "a", "sender": "Agent", "isCreatedByUser": false, "content": [
              {"type": "tool_call", "tool_call": {"name": "search", "output": [{"type": "text", "text": "Open"}, "daily", {"type": "image", "url": "a.png"}]}},
              {"type": "tool_call", "tool_call": {"name": "count", "output": {"rows": 2}}},
              {"type": "tool_call", "tool_call": {"name": "nothing", "output": ""}},
              {"type": "error", "error": "Out of tokens."}]}]}
            """);

        Assert.Equal(
            """
            Ai a:  {"sender":"Agent","tool_calls":[{"name":"search"}]}
            System a#1 under a: Open||daily {"role":"tool","name":"search","attachments":[{"type":"image","url":"a.png"}]}
            Ai a#2 under a#1:  {"tool_calls":[{"name":"count"}]}
            System a#3 under a#2:  {"role":"tool","name":"count","attachments":[{"rows":2}]}
            Ai a#4 under a#3: Out of tokens. {"tool_calls":[{"name":"nothing"}]}
            """,
            conversation.Told());
    }
}
