using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class ClaudeReaderTests
{
    private static readonly ClaudeReader Reader = new(new TestClock());

    [Fact]
    public async Task Messages_of_the_same_time_keep_the_order_of_the_file()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"uuid": "c", "name": "Oslo", "summary": "A trip", "created_at": "2025-01-15T10:30:00.000000Z", "is_starred": true, "account": {"uuid": "x"}, "chat_messages": [
              {"uuid": "q1", "sender": "human", "text": "Munch?", "created_at": "2025-01-15T10:30:00Z", "content": [{"type": "text", "text": "Munch?"}]},
              {"uuid": "a1", "sender": "assistant", "text": "Yes.", "created_at": "2025-01-15T10:30:00Z", "content": [{"type": "text", "text": "Yes."}]},
              {"uuid": "q2", "sender": "human", "text": "When?", "created_at": "2025-01-15T10:29:00Z"}]}
            """);

        Assert.Equal("User q1: Munch?\nAi a1 under q1: Yes.\nUser q2 under a1: When?", conversation.Told());
        Assert.Equal(("c", "Oslo", true, "q2"), (conversation.ExternalId, conversation.Title, conversation.Starred, conversation.ActiveKey));
        Assert.Equal("""{"summary":"A trip","account":{"uuid":"x"}}""", conversation.Metadata);
    }

    [Fact]
    public async Task A_call_stays_in_its_message_and_what_the_tool_answered_is_one_of_its_own()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"uuid": "c", "chat_messages": [{"uuid": "a", "sender": "assistant", "content": [
              {"type": "thinking", "thinking": "Look it up.", "summaries": [{"summary": "Looking"}]},
              {"type": "text", "text": "One moment.", "citations": []},
              {"type": "tool_use", "id": "t", "name": "web_search", "input": {"query": "Oslo"}, "start_timestamp": "2025-01-15T10:30:00Z"},
              {"type": "tool_result", "name": "web_search", "tool_use_id": "t", "is_error": false, "content": [{"type": "text", "text": "Open daily."}, {"type": "image", "file_uuid": "f"}]},
              {"type": "text", "text": "Daily.", "citations": [{"url": "https://x.example"}]},
              {"type": "token_budget"}]}]}
            """);

        Assert.Equal(
            """
            Ai a: One moment. {"reasoning":"Look it up.","tool_calls":[{"type":"tool_use","id":"t","name":"web_search","input":{"query":"Oslo"}}],"details":[{"summaries":[{"summary":"Looking"}]}]}
            System a#1 under a: Open daily. {"role":"tool","name":"web_search","tool_use_id":"t","attachments":[{"type":"image","file_uuid":"f"}]}
            Ai a#2 under a#1: Daily. {"details":[{"citations":[{"url":"https://x.example"}]}]}
            """,
            conversation.Told());
    }

    [Fact]
    public async Task Speech_has_its_words_and_its_duration()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"uuid": "c", "chat_messages": [{"uuid": "q", "sender": "human", "content": [
              {"type": "voice_note", "title": "Note", "text": "How are you?", "start_timestamp": "2025-01-15T10:30:00Z", "stop_timestamp": "2025-01-15T10:30:02.500Z"}]}]}
            """);

        Assert.Equal("""User q: How are you? {"details":[{"title":"Note"}]}""", conversation.Told());
        Assert.Equal(2.5, conversation.Messages[0].AudioDuration);
    }

    [Fact]
    public async Task Files_are_named_and_a_long_document_is_a_message_before_the_one_it_came_with()
    {
        var conversation = await Reader.ReadOneAsync(
            $$"""
            {"uuid": "c", "chat_messages": [{"uuid": "q", "sender": "human", "text": "Read this.", "content": [],
              "attachments": [{"file_name": "short.txt", "file_type": "txt", "file_size": 2, "extracted_content": "Hi"}, {"file_name": "long.txt", "extracted_content": "{{new string('x', 20_000)}}"}],
              "files": [{"file_name": "a.png"}]}]}
            """);

        Assert.Equal(
            $$"""
            System q#0: {{new string('x', 20_000)}} {"role":"document","name":"long.txt"}
            User q under q#0: Read this. {"attachments":[{"name":"short.txt","mime_type":"txt","size":2,"extracted_content":"Hi"},{"name":"long.txt"},{"name":"a.png"}]}
            """,
            conversation.Told());
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_again_is_a_branch()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"uuid": "c", "current_leaf_message_uuid": "a1", "chat_messages": [
              {"uuid": "q", "sender": "human", "text": "Hi", "parent_message_uuid": "00000000-0000-4000-8000-000000000000"},
              {"uuid": "a1", "sender": "assistant", "text": "Hello", "parent_message_uuid": "q"},
              {"uuid": "a2", "sender": "assistant", "text": "Good day", "parent_message_uuid": "q"}]}
            """);

        Assert.Equal("User q: Hi\nAi a2 under q: Good day\nAi a1 under q: Hello", conversation.Told());
        Assert.Equal("a1", conversation.ActiveKey);
    }

    [Fact]
    public async Task What_the_flattened_text_says_more_than_the_parts_is_kept()
    {
        var conversation = await Reader.ReadOneAsync(
            """{"uuid": "c", "chat_messages": [{"uuid": "a", "sender": "assistant", "text": "Yes.\n\nAnd no.", "content": [{"type": "text", "text": "Yes."}]}]}""");

        Assert.Equal("""Ai a: Yes. {"text":"Yes.\n\nAnd no."}""", conversation.Told());
    }

    [Theory]
    [InlineData("""{"chat_messages": []}""", true)]
    [InlineData("""{"uuid": "p", "name": "Project", "prompt_template": "", "docs": [{"filename": "a", "content": "b"}]}""", false)]
    [InlineData("""{"uuid": "u", "full_name": "Alice", "email_address": "alice@example.com"}""", false)]
    public void People_and_projects_are_no_conversations(string record, bool isConversation) =>
        Assert.Equal(isConversation, Reader.Recognises(record));
}
