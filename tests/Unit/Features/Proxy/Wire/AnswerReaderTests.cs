using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

public sealed class AnswerReaderTests
{
    private const string Hello = """{"choices":[{"index":0,"delta":{"content":"Hello"}}]}""";

    private const string World = """{"choices":[{"index":0,"delta":{"content":" wörld 🌍"},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("data: @\n\ndata: #\n\n")]
    [InlineData("data:@\n\ndata:#\n\n")]
    [InlineData("data: @\r\n\r\ndata: #\r\n\r\n")]
    [InlineData("data: @\r\rdata: #\r\r")]
    [InlineData(": ping\n\ndata: @\n\n: ping\n\nevent: x\nid: 7\nretry: 10\ndata: #\n\n")]
    [InlineData("\uFEFFdata: @\n\ndata: #\n\n")]
    [InlineData("\n\ndata: @\n\n\n\ndata: #")]
    [InlineData("data: @\ndata: #\n")]
    [InlineData("data\n\ndata:\n\ndata: @\n\ndata: #\n\n")]
    [InlineData("data: {\"choices\":\ndata: [{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\ndata: #\n\n")]
    [InlineData("data: {\"choices\":\r\ndata: [{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\r\n\r\ndata: #\r\n\r\n")]
    [InlineData("data: @\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"no\ndata: ne\"}}]}\n\ndata: #\n\n")] // a line break is no part of a string
    [InlineData("data: @\n\ndata: @ {}\n\ndata: #\n\n")]
    [InlineData("data: @\n\ndata: not JSON\n\ndata: {\"choices\":[}\n\ndata: #\n\n")]
    public void A_stream_is_read_however_its_lines_look(string stream)
    {
        var text = stream.Replace("@", Hello, StringComparison.Ordinal).Replace("#", World, StringComparison.Ordinal);

        foreach (var piece in (int[])[1, 2, 3, 5, 1000])
        {
            var fed = Fed.Stream(text, piece);

            Assert.Equal("Hello wörld 🌍", fed.Content);
            Assert.Equal("stop", fed.Choice.FinishReason);
            Assert.True(fed.Answer.IsWhole);
        }
    }

    [Fact]
    public void It_is_whole_when_it_says_so_or_every_answer_has_ended()
    {
        const string Other = """{"choices":[{"index":1,"delta":{"content":"Hi"}}]}""";

        Assert.False(Fed.Chunks(Hello).Answer.IsWhole);
        Assert.True(Fed.Chunks(Hello, "[DONE]").Answer.IsWhole);
        Assert.True(Fed.Chunks(Hello, World).Answer.IsWhole);
        Assert.False(Fed.Chunks(Hello, Other, World).Answer.IsWhole);
        Assert.False(Fed.Chunks("{}", "nothing").Answer.IsWhole);
        Assert.True(Fed.Body("""{"choices":[]}""").Answer.IsWhole);
        Assert.False(Fed.Body("""{"choices":[]""").Answer.IsWhole);
        Assert.False(Fed.Body("""{"choices":[]} x""").Answer.IsWhole);
        Assert.False(Fed.Body("").Answer.IsWhole);
    }

    [Fact]
    public void The_answers_to_one_question_are_told_apart()
    {
        var fed = Fed.Chunks(
            """{"choices":[{"index":1,"delta":{"content":"B"}},{"index":0,"delta":{"content":"A"}}]}""",
            """{"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"length"}]}""");

        Assert.Equal([(0, "A", null), (1, "Bb", "length")], fed.Answer.Choices.Select(choice => (choice.Index, choice.Turn.Content, choice.FinishReason)));
        Assert.Equal(new Dictionary<int, string> { [0] = "A", [1] = "Bb" }, fed.Live);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("\"\"", "")]
    [InlineData("[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B\"}]", "AB")]
    [InlineData("[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm\"}]},\"C\",7,null]", "C")]
    [InlineData("{\"text\":\"D\"}", "D")]
    [InlineData("17", "")]
    public void Content_is_text_or_parts_or_nothing(string content, string expected) =>
        Assert.Equal(expected, Fed.Deltas($$"""{"role":"assistant","content":{{content}}}""").Content);

    [Fact]
    public void Calls_are_put_together_from_their_pieces()
    {
        var turn = Fed.Deltas(
            """{"content":null,"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"time","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}]}""",
            """{"tool_calls":[{"index":1,"function":{"arguments":"{}"}},{"index":0,"function":{"arguments":"\"Oslo\"}"}}]}""").Turn;

        Assert.Equal(
            """{"tool_calls":[{"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}},{"id":"call_b","type":"function","function":{"name":"time","arguments":"{}"}}]}""",
            turn.Metadata);
        Assert.Equal(["{\"city\":\"Oslo\"}", "{}"], turn.ToolCalls.Select(call => call.Arguments));
    }

    [Fact]
    public void Calls_of_services_that_do_not_number_them_are_told_apart_by_their_id()
    {
        string[] Names(params string[] deltas) => [.. Fed.Deltas(deltas).Turn.ToolCalls.Select(call => $"{call.Name} {call.Arguments}")];

        Assert.Equal(["a {}", "b {}"], Names(
            """{"tool_calls":[{"index":0,"id":"1","function":{"name":"a","arguments":"{}"}}]}""",
            """{"tool_calls":[{"index":0,"id":"2","function":{"name":"b","arguments":"{}"}}]}"""));
        Assert.Equal(["a {}", "b {}"], Names(
            """{"tool_calls":[{"id":"1","function":{"name":"a","arguments":{}}},{"id":"2","function":{"name":"b","arguments":"{"}}]}""",
            """{"tool_calls":[{"function":{"arguments":"}"}}]}"""));
        Assert.Equal(["a {}"], Names(
            """{"tool_calls":[{"index":0,"id":"0","function":{"name":"a","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"id":"0","function":{"name":"a","arguments":"{}"}}]}"""));
        Assert.Equal(["a {}"], Names("""{"function_call":{"name":"a","arguments":"{"}}""", """{"function_call":{"arguments":"}"}}"""));
    }

    [Fact]
    public void A_refusal_is_the_text_where_there_is_no_other()
    {
        var refused = Fed.Deltas("""{"content":null,"refusal":""}""", """{"refusal":"I'm "}""", """{"refusal":"sorry"}""");
        var said = Fed.Deltas("""{"content":"Well"}""", """{"refusal":"no"}""");

        Assert.Equal(("I'm sorry", """{"refusal":true}"""), (refused.Content, refused.Turn.Metadata));
        Assert.Equal("I'm sorry", refused.Live[0]);
        Assert.Equal(("Well", """{"refusal":true}"""), (said.Content, said.Turn.Metadata));
        Assert.Equal("Well", said.Live[0]);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public void What_the_model_thought_is_kept_beside_its_answer(string member)
    {
        var streamed = Fed.Deltas($$"""{"{{member}}":"First "}""", $$"""{"{{member}}":"this"}""", """{"content":"42"}""").Turn;
        var whole = Fed.Body($$$"""{"choices":[{"message":{"content":"42","{{{member}}}":"First this"}}]}""").Turn;

        Assert.Equal(("42", """{"reasoning":"First this"}""", MessageType.Ai, true), (streamed.Content, streamed.Metadata, streamed.Type, streamed.IsAnswer));
        Assert.Equal((streamed.Content, streamed.Metadata, streamed.Reasoning), (whole.Content, whole.Metadata, whole.Reasoning));
    }

    [Fact]
    public void Sound_that_is_streamed_is_as_long_as_its_bytes()
    {
        var second = Convert.ToBase64String(new byte[48_000]);

        Assert.Equal(2, Fed.Deltas($$$"""{"audio":{"data":"{{{second}}}"}}""", $$$"""{"audio":{"data":"{{{second}}}"}}""").Turn.AudioSeconds);
    }

    [Fact]
    public void Sound_is_kept_by_what_is_said_in_it_and_whole_where_it_comes_whole()
    {
        var streamed = Fed.Deltas("""{"content":null,"audio":{"id":"audio_1","transcript":"Good "}}""", """{"audio":{"data":"AAAA"}}""", """{"audio":{"transcript":"day"}}""");
        var whole = Fed.Body("""{"choices":[{"index":0,"message":{"content":null,"audio":{"id":"audio_1","data":"AAAA","transcript":"Good day"}}}]}""");

        Assert.Equal(("Good day", null), (streamed.Content, streamed.Turn.Metadata));
        Assert.Equal(("Good day", """{"attachments":[{"type":"audio","media_type":"audio/wav"}]}"""), (whole.Content, whole.Turn.Metadata));
        Assert.Equal([0, 0, 0], Assert.Single(whole.Turn.Parts).File?.Read());
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}""", 9, 4, null, null)]
    [InlineData("""{"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":3}}}""", 9, 4, 8, 3)]
    [InlineData("""{"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_cache_hit_tokens":5}}""", 9, 4, 5, null)]
    [InlineData("""{"usage":{"prompt_tokens":-1,"completion_tokens":99999999999,"prompt_tokens_details":7}}""", 1, 1, null, null)]
    [InlineData("""{"usage":null}""", 1, 1, null, null)]
    public void The_last_usage_counts(string chunk, int? tokensIn, int? tokensOut, int? cached, int? reasoning)
    {
        var answer = Fed.Chunks("""{"model":"","usage":{"prompt_tokens":1,"completion_tokens":1}}""", """{"model":"gpt-5"}""", chunk, "[DONE]").Answer;

        Assert.Equal((tokensIn, tokensOut, cached, reasoning), (answer.TokensIn, answer.TokensOut, answer.TokensCached, answer.TokensReasoning));
        Assert.Equal("gpt-5", answer.Model);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Bad key sk-1","type":"invalid_request_error","code":"invalid_api_key"}}""", "invalid_request_error/invalid_api_key")]
    [InlineData("""{"error":{"message":"Bad key sk-1","code":400}}""", "400")]
    [InlineData("""{"error":{"message":"Bad key sk-1","type":"key sk-1 is bad","code":null}}""", "error")]
    [InlineData("""{"error":"Bad key sk-1"}""", "error")]
    [InlineData("""{"object":"error","message":"Bad key sk-1","type":"BadRequestError","code":400}""", "BadRequestError/400")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"sk-1"}}""", "overloaded_error")]
    [InlineData("""[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"sk-1"}}]""", "429")]
    public void Of_an_error_only_its_name_is_told(string body, string expected)
    {
        var answer = Fed.Body(body, isError: true).Answer;

        Assert.Equal((expected, true, 0), (answer.Error, answer.IsWhole, answer.Choices.Count));
        Assert.DoesNotContain("sk-1", JsonSerializer.Serialize(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_is_one_in_the_middle_of_a_stream_and_in_a_body_that_is_called_a_stream()
    {
        var broken = Fed.Chunks(Hello, """{"error":{"type":"server_error"}}""");
        var body = Fed.Stream("\n {\"error\":{\"type\":\"server_error\"}}", piece: 3);
        var words = Fed.Body("<html>Bad gateway sk-1</html>", isError: true);

        Assert.Equal(("Hello", "server_error", false), (broken.Content, broken.Answer.Error, broken.Answer.IsWhole));
        Assert.Equal(("server_error", true), (body.Answer.Error, body.Answer.IsWhole));
        Assert.Equal(("error", false), (words.Answer.Error, words.Answer.IsWhole));
        Assert.Null(Fed.Chunks(Hello, "[DONE]").Answer.Error);
    }
}
