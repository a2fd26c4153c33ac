using System.Buffers;
using System.Text;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

public sealed class ChatRequestTests
{
    [Fact]
    public void A_request_says_what_it_wants()
    {
        var request = Requests.Parse("""{"model":"gpt-5","stream":true,"n":2,"metadata":{"conversation_id":"c-1"},"messages":[{"role":"user","content":"Hi"}]}""")!;
        var bare = Requests.Parse("""{"messages":[],"n":"x","stream":"yes","metadata":[]}""")!;

        Assert.Equal(("gpt-5", true, 2, "c-1", 1), (request.Model, request.IsStream, request.Choices, request.ConversationId, request.Turns.Count));
        Assert.Equal((null, false, 1, null, 0), (bare.Model, bare.IsStream, bare.Choices, bare.ConversationId, bare.Turns.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"messages\":{}}")]
    [InlineData("{\"messages\":[]")]
    [InlineData("{\"messages\":[]} x")]
    public void What_is_no_request_is_not_read(string body) => Assert.Null(Requests.Parse(body));

    [Fact]
    public void A_request_may_be_deep_but_not_deeper_than_anybody_means()
    {
        string Deep(int depth) => $$"""{"messages":[{"role":"user","content":"Hi"}],"tools":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        Assert.NotNull(Requests.Parse(Deep(200)));
        Assert.Null(Requests.Parse(Deep(100_000)));
    }

    [Fact]
    public void A_body_may_be_in_several_pieces()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"wörld 🌍"}]}""");
        Piece? last = null;
        var first = bytes.Reverse().Aggregate((Piece?)null, (next, value) => last is null ? last = new Piece(value, null) : new Piece(value, next ?? last))!;
        first.Number();

        Assert.Equal("wörld 🌍", Assert.Single(ChatRequest.Parse(new ReadOnlySequence<byte>(first, 0, last!, 1))!.Turns).Content);
    }

    [Theory]
    [InlineData("user", MessageType.User, null)]
    [InlineData("assistant", MessageType.Ai, null)]
    [InlineData("system", MessageType.System, null)]
    [InlineData("developer", MessageType.System, """{"role":"developer"}""")]
    [InlineData("tool", MessageType.System, """{"role":"tool"}""")]
    [InlineData("function", MessageType.System, """{"role":"tool"}""")]
    public void A_role_is_a_type(string role, MessageType type, string? metadata)
    {
        var turn = Requests.Turn($$"""{"role":"{{role}}","content":"Hi"}""");

        Assert.Equal((type, "Hi", metadata, role is "assistant"), (turn.Type, turn.Content, turn.Metadata, turn.IsAnswer));
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"call_1","name":"weather","content":[{"type":"text","text":"Rain"},{"type":"text","text":"Wind"}]}""",
        "Rain\n\nWind", """{"role":"tool","name":"weather","tool_call_id":"call_1"}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"extra":1}]}""",
        "", """{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"call_1","type":"custom","custom":{"name":"f","input":"x = 1"}}]}""",
        "", """{"tool_calls":[{"id":"call_1","type":"custom","custom":{"name":"f","input":"x = 1"}}]}""")]
    [InlineData("""{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}}""",
        "", """{"tool_calls":[{"name":"f","arguments":"{}"}]}""")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"No","name":"ann","reasoning_content":"Hm"}""",
        "No", """{"name":"ann","refusal":true,"reasoning":"Hm"}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"refusal","refusal":"No"}]}""", "No", """{"refusal":true}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"H"},{"type":"text","text":"m"}]},"Yes"]}""",
        "Yes", """{"reasoning":"Hm"}""")]
    [InlineData("""{"role":"user","content":[null,7,[],"a",{"type":"input_text","text":"b"}]}""", "a\n\nb", null)]
    [InlineData("""{"role":"user"}""", "", null)]
    [InlineData("""{"content":"\ud800\u0000"}""", "\uFFFD\uFFFD", null)]
    public void A_message_is_kept_with_what_belongs_to_it(string message, string content, string? metadata)
    {
        var turn = Requests.Turn(message);

        Assert.Equal((content, metadata), (turn.Content, turn.Metadata));
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https:\/\/example.com\/a.png","detail":"low"}}""", """{"type":"image_url","content_type":"image","url":"https://example.com/a.png"}""", null)]
    [InlineData("""{"type":"image_url","image_url":"http://example.com/a.png"}""", """{"type":"image_url","content_type":"image","url":"http://example.com/a.png"}""", null)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image\/png;base64,QUJD"}}""", """{"type":"image_url","content_type":"image","media_type":"image/png"}""", "ABC")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png,ABC"}}""", """{"type":"image_url","content_type":"image"}""", null)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,QU!D"}}""", """{"type":"image_url","content_type":"image","media_type":"image/png"}""", null)]
    [InlineData("""{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}""", """{"type":"image_url","content_type":"image"}""", null)]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"QUJD","format":"mp3"}}""", """{"type":"input_audio","media_type":"audio/mp3"}""", "ABC")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"","format":"mp3"}}""", """{"type":"input_audio"}""", null)]
    [InlineData("""{"type":"file","file":{"file_data":"data:x;base64,QUJD","filename":"a.pdf","file_id":"file-1"}}""", """{"type":"file","name":"a.pdf","source_id":"file-1","media_type":"x"}""", "ABC")]
    [InlineData("""{"image_url":"http://example.com/a.png"}""", """{"type":"unknown"}""", null)]
    public void Of_a_file_what_is_short_is_in_the_metadata_and_its_bytes_are_beside_it(string part, string kept, string? bytes)
    {
        var turn = Requests.Turn($$"""{"role":"user","content":[{"type":"text","text":"Look"},{{part}}]}""");

        Assert.Equal(("Look", $$"""{"attachments":[{{kept}}]}"""), (turn.Content, turn.Metadata));
        Assert.Equal(bytes, Assert.Single(turn.Parts).File?.Read() is { } read ? Encoding.ASCII.GetString(read) : null);
    }

    [Fact]
    public void An_address_is_kept_whole_or_not_at_all()
    {
        string? Kept(int length) => Requests.Turn($$$"""{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{"https://e.com/".PadRight(length, 'x')}}}"}}]}""").Metadata;

        Assert.Contains("\"url\"", Kept(2047), StringComparison.Ordinal);
        Assert.DoesNotContain("\"url\"", Kept(2048), StringComparison.Ordinal);
        Assert.DoesNotContain("\"url\"", Kept(200_000), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_much_is_cut_and_marked()
    {
        var parts = string.Join(',', Enumerable.Repeat("""{"type":"file","file":{}}""", 10_000));

        var turn = Requests.Turn($$"""{"role":"user","content":[{{parts}}]}""");

        Assert.True(turn.IsTruncated);
        Assert.EndsWith("""],"truncated":true}""", turn.Metadata, StringComparison.Ordinal);
        Assert.InRange(turn.Metadata!.Length, 1, Message.MetadataMaxBytes);
        Assert.Null(Requests.Parse($$"""{"messages":[{{string.Join(',', Enumerable.Repeat("{}", 20_001))}}]}"""));
        Assert.Null(Requests.Parse($$$$$"""{"messages":[],"metadata":{"conversation_id":"{{{{{new string('x', 201)}}}}}"}}""")!.ConversationId);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte value, Piece? next)
        {
            Memory = (byte[])[value];
            Next = next;
        }

        public void Number()
        {
            for (var piece = this; piece.Next is Piece next; piece = next)
            {
                next.RunningIndex = piece.RunningIndex + 1;
            }
        }
    }
}
