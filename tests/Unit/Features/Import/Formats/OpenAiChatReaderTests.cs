using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class OpenAiChatReaderTests
{
    private static readonly OpenAiChatReader Reader = new(new TestClock());

    [Fact]
    public async Task Texts_parts_calls_and_refusals_are_kept()
    {
        var conversation = await Reader.ReadOneAsync(
            $$"""
            {"tools": [{"type": "function"}], "messages": [
              {"role": "developer", "content": "Be brief."},
              {"role": "user", "name": "alice", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,{{new string('A', 400)}}"} }]},
              {"role": "assistant", "content": null, "reasoning_content": "Hm.", "tool_calls": [{"id": "c1", "function": {"name": "look", "arguments": "{}"} }]},
              {"role": "tool", "tool_call_id": "c1", "content": "a cat"},
              {"role": "assistant", "refusal": "I can't say.", "weight": 0}]}
            """);

        Assert.Equal(
            """
            1 System: Be brief.
            2 under 1 User: What is this?
            3 under 2 Ai: 
            4 under 3 System: a cat
            5 under 4 Ai: I can't say.
            """,
            ReaderSteps.TreeOf(conversation));
        Assert.Equal("""{"tools":[{"type":"function"}]}""", conversation.Metadata);
        Assert.Equal("""{"role":"developer"}""", ReaderSteps.MetadataOf(conversation, 1));
        Assert.Equal("""{"name":"alice","attachments":[{"type":"image_url","image_url":{"url":"data:image/png;base64, 300 bytes"},"source_file":"sha256:d13d4a8b3b8add19b5970157f09d00c12cbda4fed4d74d8493156523f7069b66"}]}""", ReaderSteps.MetadataOf(conversation, 2));
        Assert.Equal("""{"reasoning":"Hm.","tool_calls":[{"id":"c1","function":{"name":"look","arguments":"{}"}}]}""", ReaderSteps.MetadataOf(conversation, 3));
        Assert.Equal("""{"role":"tool","tool_call_id":"c1"}""", ReaderSteps.MetadataOf(conversation, 4));
        Assert.Equal("""{"refusal":true,"weight":0}""", ReaderSteps.MetadataOf(conversation, 5));
    }

    [Theory]
    [InlineData("\"just text\"", "just text", "{}")]
    [InlineData("""[{"type": "text", "value": "a"}, "b", {"type": "refusal", "refusal": "c"}]""", "a\n\nb\n\nc", """{"refusal":true}""")]
    [InlineData("""[{"type": "output_text", "text": "a", "annotations": [{"url": "u"}]}]""", "a", """{"details":[{"annotations":[{"url":"u"}]}]}""")]
    [InlineData("""[{"type": "input_audio", "input_audio": {"data": "QQ==", "format": "wav"}}]""", "", """{"attachments":[{"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}}]}""")]
    [InlineData("""[{"type": "thinking", "thinking": "t", "signature": "s"}, {"type": "redacted_thinking", "data": "x"}]""", "", """{"redacted_thinking":true,"reasoning":"t"}""")]
    [InlineData("""{"of": "tomorrow"}""", "", """{"attachments":[{"of":"tomorrow"}]}""")]
    [InlineData("7", "7", "{}")]
    [InlineData("null", "", "{}")]
    public async Task The_text_of_every_kind_of_content_is_kept(string content, string text, string metadata)
    {
        var conversation = await Reader.ReadOneAsync($$"""{"messages": [{"role": "assistant", "content": {{content}} }]}""");

        Assert.Equal(text, conversation.Messages[0].Content);
        Assert.Equal(metadata, ReaderSteps.MetadataOf(conversation, 1));
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}]}""", true)]
    [InlineData("""{"messages": [{"role": "assistant", "content": null}]}""", true)]
    [InlineData("""{"messages": [{"role": "assistant", "tool_calls": []}]}""", true)]
    [InlineData("""{"messages": [{"role": "user", "content": "x", "parentId": "p"}]}""", false)]
    [InlineData("""{"history": {}, "messages": [{"role": "user", "content": "x"}]}""", false)]
    [InlineData("""{"conversationId": "c", "messages": [{"sender": "User", "text": "x"}]}""", false)]
    [InlineData("""{"sessionId": "s", "messages": [{"type": "user", "content": "x"}]}""", false)]
    [InlineData("""{"messages": []}""", false)]
    public void It_is_known_by_its_fields(string record, bool isOpenAi) => Assert.Equal(isOpenAi, Reader.Recognises(record));
}
