using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Formats.ChatGpt;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ChatGptReaderTests
{
    private static readonly ChatGptReader Reader = new(new TestClock());

    [Fact]
    public async Task Every_branch_is_kept_and_the_active_one_comes_last()
    {
        var conversation = await ReadAsync(
            """
            {"id": "c1", "title": "Trip", "create_time": 1704067200.5, "current_node": "q1a", "mapping": {
              "root": {"parent": null, "children": ["q1", "q2"], "message": null},
              "q1": {"parent": "root", "children": ["q1a", "q1b"], "message": {"author": {"role": "user"}, "content": {"parts": ["Oslo?"]}}},
              "q2": {"parent": "root", "children": [], "message": {"author": {"role": "user"}, "content": {"parts": ["Bergen?"]}}},
              "q1a": {"parent": "q1", "children": [], "message": {"author": {"role": "assistant"}, "content": {"parts": ["Yes."]}}},
              "q1b": {"parent": "q1", "children": [], "message": {"author": {"role": "assistant"}, "content": {"parts": ["No."]}}}}}
            """);

        Assert.Equal("q2, q1, q1b under q1, q1a under q1", TreeOf(conversation));
        Assert.Equal("q1a", conversation.ActiveKey);
        Assert.Equal("c1", conversation.ExternalId);
        Assert.Equal("2024-01-01T00:00:00.500", conversation.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null));
        Assert.All(conversation.Messages, message => Assert.Equal(conversation.CreatedAt, message.Timestamp));
    }

    [Fact]
    public async Task A_broken_tree_loses_no_message()
    {
        var conversation = await ReadAsync(
            """
            {"id": "c1", "mapping": {
              "a": {"parent": "c", "children": ["b"], "message": {"author": {"role": "user"}, "content": {"parts": ["in a circle"]}}},
              "b": {"parent": "a", "children": ["c"], "message": {"author": {"role": "assistant"}, "content": {"parts": ["in a circle"]}}},
              "c": {"parent": "b", "children": ["a"], "message": {"author": {"role": "user"}, "content": {"parts": ["in a circle"]}}},
              "d": {"parent": "nowhere", "message": {"author": {"role": "user"}, "content": {"parts": ["without its parent"]}}},
              "e": {"parent": "d", "message": {"author": {"role": "assistant"}, "content": {"parts": ["listed by nobody"]}}},
              "f": {"parent": "f", "children": ["f", "g", "g", 7], "message": {"author": {"role": "user"}, "content": {"parts": ["its own parent"]}}},
              "g": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["only listed"]}}},
              "h": null}}
            """);

        Assert.Equal("a, b under a, c under b, d, e under d, f, g under f", TreeOf(conversation));
    }

    [Fact]
    public async Task What_stands_between_messages_and_what_is_empty_and_hidden_is_left_out()
    {
        var conversation = await ReadAsync(
            """
            {"id": "c1", "current_node": "empty2", "mapping": {
              "root": {"children": ["empty1"]},
              "empty1": {"parent": "root", "children": ["q"], "message": {"author": {"role": "system"}, "content": {"content_type": "text", "parts": [""]}, "metadata": {"is_visually_hidden_from_conversation": true}}},
              "q": {"parent": "empty1", "children": ["none"], "message": {"author": {"role": "user"}, "content": {"parts": ["Oslo?"]}}},
              "none": {"parent": "q", "children": ["a"], "message": null},
              "a": {"parent": "none", "children": ["empty2"], "message": {"author": {"role": "assistant"}, "content": {"parts": [""]}}},
              "empty2": {"parent": "a", "message": {"author": {"role": "tool"}, "content": {"parts": []}, "metadata": {"is_visually_hidden_from_conversation": true}}}}}
            """);

        Assert.Equal("q, a under q", TreeOf(conversation));
        Assert.Equal(2, conversation.LeftOut);
        Assert.Equal("a", conversation.ActiveKey);
    }

    [Theory]
    [InlineData("""{"content_type":"text","parts":["a","b"]}""", "a\n\nb", "{}")]
    [InlineData("""{"parts":["a",{"text":"b"},null]}""", "a\n\nb", "{}")]
    [InlineData("\"just text\"", "just text", "{}")]
    [InlineData("""{"parts":[" "]}""", " ", "{}")]
    [InlineData("""{"content_type":"code","language":"python","text":"print(1)"}""", "print(1)", """{"content_type":"code","language":"python"}""")]
    [InlineData("""{"content_type":"execution_output","text":"1"}""", "1", """{"content_type":"execution_output"}""")]
    [InlineData("""{"content_type":"tether_quote","title":"T","url":"https://x.example","text":"q"}""", "T\n\nhttps://x.example\n\nq", """{"content_type":"tether_quote"}""")]
    [InlineData("""{"content_type":"tether_browsing_display","summary":"s","result":"r"}""", "s\n\nr", """{"content_type":"tether_browsing_display"}""")]
    [InlineData("""{"content_type":"thoughts","thoughts":[{"summary":"s","content":"c"}]}""", "s\n\nc", """{"kind":"reasoning","content_type":"thoughts"}""")]
    [InlineData("""{"content_type":"reasoning_recap","content":"Thought for 5 s"}""", "Thought for 5 s", """{"kind":"reasoning","content_type":"reasoning_recap"}""")]
    [InlineData("""{"content_type":"system_error","name":"Timeout","text":"It took too long."}""", "Timeout\n\nIt took too long.", """{"content_type":"system_error"}""")]
    [InlineData("""{"content_type":"citable_code_output","output_str":"L0: Receipt","tether_id":7}""", "L0: Receipt", """{"content_type":"citable_code_output","tether_id":7}""")]
    [InlineData(
        """{"content_type":"computer_output","screenshot":{"content_type":"image_asset_pointer","asset_pointer":"sediment://file_00000000000088c62309b136d6f3a681"},"state":{"title":"Oslo"}}""",
        "[image]",
        """{"content_type":"computer_output","attachments":[{"content_type":"image_asset_pointer","asset_pointer":"sediment://file_00000000000088c62309b136d6f3a681","source_file":"file_00000000000088c62309b136d6f3a681"}],"state":{"title":"Oslo"}}""")]
    [InlineData("""{"content_type":"of_tomorrow","text":"t","parts":["p"]}""", "t\n\np", """{"content_type":"of_tomorrow"}""")]
    [InlineData(
        """{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer","asset_pointer":"sediment://file_1","width":3},"What is it?"]}""",
        "What is it?",
        """{"content_type":"multimodal_text","attachments":[{"content_type":"image_asset_pointer","asset_pointer":"sediment://file_1","width":3}]}""")]
    [InlineData(
        """{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer","asset_pointer":"x"}]}""",
        "[image]",
        """{"content_type":"multimodal_text","attachments":[{"content_type":"image_asset_pointer","asset_pointer":"x"}]}""")]
    public async Task The_text_of_every_type_of_content_is_kept(string content, string text, string metadata)
    {
        var message = await ReadMessageAsync($$"""{"author": {"role": "assistant"}, "content": {{content}} }""");

        Assert.Equal(text, message.Content);
        Assert.Equal(metadata, message.Metadata ?? "{}");
    }

    [Fact]
    public async Task Speech_has_its_words_and_its_duration()
    {
        var message = await ReadMessageAsync(
            """
            {"author": {"role": "user"}, "content": {"content_type": "multimodal_text", "parts": [
              {"content_type": "audio_transcription", "direction": "in", "text": "How are you?"},
              {"content_type": "real_time_user_audio_video_asset_pointer", "audio_asset_pointer": {"asset_pointer": "x", "metadata": {"start": 1.25, "end": 3.5}}},
              {"content_type": "audio_asset_pointer", "asset_pointer": "y", "metadata": {"start": 0, "end": 1}}]}}
            """);

        Assert.Equal("How are you?", message.Content);
        Assert.Equal(3.25, message.AudioDuration);
    }

    [Theory]
    [InlineData("user", MessageType.User, "{}")]
    [InlineData("assistant", MessageType.Ai, "{}")]
    [InlineData("system", MessageType.System, """{"hidden":true}""")]
    [InlineData("tool", MessageType.System, """{"role":"tool"}""")]
    [InlineData("critic", MessageType.System, """{"role":"critic"}""")]
    public async Task Who_speaks_decides_the_type(string role, MessageType type, string metadata)
    {
        var message = await ReadMessageAsync($$"""{"author": {"role": "{{role}}"}, "content": {"parts": ["x"]} }""");

        Assert.Equal(type, message.Type);
        Assert.Equal(metadata, message.Metadata ?? "{}");
    }

    [Fact]
    public async Task A_person_s_profile_is_hidden_context_and_no_message_of_theirs()
    {
        var message = await ReadMessageAsync(
            """{"author": {"role": "user"}, "content": {"content_type": "user_editable_context", "user_profile": "I am Alice.", "user_instructions": "Be brief."}}""");

        Assert.Equal(MessageType.System, message.Type);
        Assert.Equal("I am Alice.\n\nBe brief.", message.Content);
        Assert.Equal("""{"hidden":true,"content_type":"user_editable_context"}""", message.Metadata);
    }

    [Fact]
    public async Task What_a_program_beside_the_talk_shows_is_hidden_context_and_no_message_of_the_person()
    {
        var message = await ReadMessageAsync(
            """{"author": {"role": "user"}, "content": {"content_type": "app_pairing_content", "workspaces": [{"app_name": "Code"}], "context_parts": [{"workspace_id": "w", "text": "An 18 month plan"}]}}""");

        Assert.Equal((MessageType.System, "An 18 month plan"), (message.Type, message.Content));
        Assert.Equal(
            """{"hidden":true,"content_type":"app_pairing_content","workspaces":[{"app_name":"Code"}],"context_parts":[{"workspace_id":"w","text":"An 18 month plan"}]}""",
            message.Metadata);
    }

    [Fact]
    public async Task Pictures_that_code_draws_are_files_of_its_output()
    {
        var message = await ReadMessageAsync(
            """
            {"author": {"role": "tool"}, "content": {"content_type": "execution_output", "text": ""}, "metadata": {"aggregate_result": {"messages": [
              {"message_type": "stream", "text": "x"}, {"message_type": "image", "image_url": "file-service://file-7VsXffX6vobxQ668vcfj3o", "width": 1000}]}}}
            """);

        Assert.Equal(["file-7VsXffX6vobxQ668vcfj3o"], message.Files.Select(file => file.Key));
        Assert.Contains("\"attachments\":[{\"message_type\":\"image\",", message.Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_else_the_export_knows_is_kept_as_metadata()
    {
        var message = await ReadMessageAsync(
            """
            {"author": {"role": "assistant", "name": "browser"}, "recipient": "python", "channel": "final", "status": "in_progress", "weight": 0.0,
             "content": {"parts": ["x"]},
             "metadata": {"model_slug": "gpt-4o", "citations": [{"n": 1}], "empty": [], "request_id": "r", "attachments": [{"name": "a.pdf"}]}}
            """);

        Assert.Equal("gpt-4o", message.Model);
        Assert.Equal(
            """{"hidden":true,"name":"browser","recipient":"python","channel":"final","status":"in_progress","attachments":[{"name":"a.pdf"}],"weight":0.0,"citations":[{"n":1}]}""",
            message.Metadata);
    }

    [Fact]
    public async Task Content_over_the_limit_is_cut_and_says_so()
    {
        var message = await ReadMessageAsync($$"""{"author": {"role": "user"}, "content": {"parts": ["{{new string('ø', 600_000)}}"]} }""");

        Assert.Equal(Message.ContentMaxBytes, Encoding.UTF8.GetByteCount(message.Content));
        Assert.Equal("""{"truncated":true}""", message.Metadata);
        Assert.True(message.IsTruncated);
    }

    [Fact]
    public async Task What_is_too_large_or_too_deep_for_metadata_is_a_hidden_message_before_its_own()
    {
        var conversation = await ReadAsync(
            $$"""
            {"id": "c", "mapping": {"m": {"message": {"author": {"role": "user"}, "content": {"parts": ["x"]},
             "metadata": {"small": 1, "large": "{{new string('y', 70_000)}}", "deep": {{new string('[', 3000)}}1{{new string(']', 3000)}} } } } } }
            """);

        Assert.Equal("m#deep, m#large under m#deep, m under m#large", TreeOf(conversation));
        Assert.Equal("""{"kind":"deep","hidden":true}""", conversation.Messages[0].Metadata);
        Assert.Equal(new string('y', 70_000), conversation.Messages[1].Content);
        Assert.Equal("""{"small":1}""", conversation.Messages[2].Metadata);
        Assert.All(conversation.Messages.Take(2), message => Assert.Equal(MessageType.System, message.Type));
    }

    [Fact]
    public async Task Text_that_no_database_holds_is_made_harmless()
    {
        var conversation = await ReadAsync(
            """{"id": "c\u0000", "title": "\ud800 title", "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["a\u0000b\udfff"]}, "metadata": {"x\u0000": "\ud83d", "\ud800": 1}}}, "\ud800": {"message": {"author": {"role": "user"}, "content": "b"}}}}""");

        Assert.Equal("c\uFFFD", conversation.ExternalId);
        Assert.Equal("\uFFFD title", conversation.Title);
        Assert.Equal("a\uFFFDb\uFFFD", conversation.Messages[0].Content);
        Assert.Equal("{\"x\uFFFD\":\"\uFFFD\",\"\uFFFD\":1}", conversation.Messages[0].Metadata);
        Assert.Equal("\uFFFD", conversation.Messages[1].Key);
    }

    [Theory]
    [InlineData("1704067200", "2024-01-01T00:00:00")]
    [InlineData("1704067200.25", "2024-01-01T00:00:00")]
    [InlineData("1704067200000", "2024-01-01T00:00:00")]
    [InlineData("\"2024-01-01T01:00:00+01:00\"", "2024-01-01T00:00:00")]
    [InlineData("1e300", "2023-01-01T00:00:00")]
    [InlineData("-5", "2023-01-01T00:00:00")]
    [InlineData("null", "2023-01-01T00:00:00")]
    public async Task A_time_that_cannot_be_meant_is_that_of_the_conversation(string time, string stored)
    {
        var conversation = await ReadAsync(
            $$"""{"id": "c", "create_time": 1672531200, "mapping": {"q": {"message": {"create_time": {{time}}, "author": {"role": "user"}, "content": {"parts": ["x"]} } } } }""");

        Assert.Equal(stored, conversation.Messages[0].Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss", null));
    }

    [Fact]
    public async Task Marks_and_titles_come_with_the_conversation()
    {
        var conversation = await ReadAsync(
            $$"""{"conversation_id": "c", "title": "{{new string('x', 600)}}", "is_archived": true, "is_starred": true, "gizmo_id": "g-1", "voice": "cove", "plugin_ids": null, "mapping": {} }""");

        Assert.Equal(ConversationStatus.Archived, conversation.Status);
        Assert.True(conversation.Starred);
        Assert.Equal(500, conversation.Title.Length);
        Assert.Equal($$"""{"gizmo_id":"g-1","voice":"cove","title":"{{new string('x', 600)}}"}""", conversation.Metadata);
        Assert.Empty(conversation.Messages);
    }

    [Theory]
    [InlineData("""{"mapping": {"a": {"message": {"author": {"role": "user"}, "content": {}}}}}""", true)]
    [InlineData("""{"mapping": {}, "current_node": "x"}""", true)]
    [InlineData("""{"mapping": {"a": {"message": {"fragments": [], "model": "deepseek-chat"}}}}""", false)]
    [InlineData("""{"mapping": {}}""", false)]
    [InlineData("""{"chat_messages": []}""", false)]
    [InlineData("[1]", false)]
    public void It_is_known_by_its_fields(string record, bool isChatGpt)
    {
        using var document = JsonDocument.Parse(record);
        Assert.Equal(isChatGpt, Reader.Recognises(document.RootElement));
    }

    private static string TreeOf(ImportedConversation conversation) =>
        string.Join(", ", conversation.Messages.Select(m => m.ParentKey is null ? m.Key : $"{m.Key} under {m.ParentKey}"));

    private static async Task<ImportedMessage> ReadMessageAsync(string message)
    {
        var conversation = await ReadAsync($$"""{"id": "c", "create_time": 1672531200, "mapping": {"m": {"message": {{message}} } } }""");
        return Assert.Single(conversation.Messages);
    }

    private static async Task<ImportedConversation> ReadAsync(string record)
    {
        var records = new JsonRecords(new MemoryStream(Encoding.UTF8.GetBytes(record))).ReadAsync(Cancel);
        var read = await Reader.ReadAsync(records, Cancel).SingleAsync(Cancel);
        Assert.Null(read.Fault);
        return read.Conversation!;
    }
}
