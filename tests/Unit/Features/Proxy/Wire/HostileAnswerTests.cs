using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

public sealed class HostileAnswerTests
{
    [Theory]
    [InlineData("-1")]
    [InlineData("128")]
    [InlineData("2147483648")]
    [InlineData("1e3")]
    [InlineData("\"0\"")]
    [InlineData("[]")]
    public void An_answer_with_an_index_that_is_none_is_left_out(string index)
    {
        var answer = Fed.Chunks($$$$$"""{"choices":[{"index":{{{{{index}}}}},"delta":{"content":"x"}},7,null,{"index":0,"delta":{"content":"y"}}]}""");

        Assert.Equal("y", answer.Content);
        Assert.Equal("y", Fed.Body($$$$$"""{"choices":[{"index":{{{{{index}}}}},"message":{"content":"x"}},7,null,{"index":0,"message":{"content":"y"}}]}""").Content);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("128")]
    [InlineData("2147483648")]
    [InlineData("\"0\"")]
    public void A_call_with_an_index_that_is_none_is_left_out(string index)
    {
        var turn = Fed.Deltas(
            """{"function_call":{"name":"older","arguments":""}}""",
            $$$$$"""{"tool_calls":[{"index":{{{{{index}}}}},"id":"1","function":{"name":"f","arguments":"x"}},{"index":0,"id":"2","function":{"name":"g","arguments":""}}]}""",
            $$$$$"""{"tool_calls":[{"index":{{{{{index}}}}},"function":{"arguments":"x"}}]}""").Turn;

        Assert.Equal((2, true), (turn.ToolCalls.Count, turn.IsTruncated));
        Assert.DoesNotContain(turn.ToolCalls, call => call.Arguments.Length > 0);
    }

    [Fact]
    public void Only_so_many_answers_and_calls_are_kept()
    {
        string Call(int i) => $$$"""{"index":{{{i}}},"id":"{{{i}}}","function":{"name":"f","arguments":"{}"}}""";
        var calls = string.Join(',', Enumerable.Range(-5, 10_000).Select(Call));

        var streamed = Fed.Deltas($$"""{"tool_calls":[{{calls}}]}""", """{"tool_calls":[7,null,{"index":2147483648},{"index":null,"id":null},{}]}""").Turn;
        var whole = Fed.Body($$$$$"""{"choices":[{"message":{"tool_calls":[{{{{{calls}}}}}]}}]}""").Turn;
        var answers = Fed.Chunks(Enumerable.Range(0, 10_000).Select(i => $$$$$"""{"choices":[{"index":{{{{{i}}}}},"delta":{"content":"x"}}]}""")).Answer;

        Assert.Equal((ToolCall.MaxCount, true), (streamed.ToolCalls.Count, streamed.IsTruncated));
        Assert.Equal((ToolCall.MaxCount, true), (whole.ToolCalls.Count, whole.IsTruncated));
        Assert.Equal(128, answers.Choices.Count);
    }

    [Fact]
    public void What_is_no_text_becomes_what_stands_for_it()
    {
        byte[] invalid = [.. "data: {\"\\ud800\":1,\"choices\":[{\"index\":0,\"\\ud800\":2,\"delta\":{\"content\":\"a"u8, 0xFF, 0xC3, .. "z\\u0000\\ud800\\\\x\"}}]}\n\n"u8];

        var fed = Fed.Of(invalid, isStream: true, isError: false, _ => 1);

        Assert.Equal("a\uFFFD\uFFFDz\uFFFD\uFFFD\\x", fed.Content);
        Assert.Equal(fed.Content, fed.Live[0]);
    }

    [Fact]
    public void A_character_that_comes_in_two_halves_is_whole()
    {
        var fed = Fed.Deltas("""{"content":"a\ud83c"}""", """{"content":""}""", """{"content":"\udf0db\ud83c"}""", """{"content":"\n\ud83c"}""");

        Assert.Equal("a🌍b\uFFFD\n", fed.Content);
        Assert.Equal(fed.Content, fed.Live[0]);
    }

    [Fact]
    public void A_name_may_be_written_with_escapes() =>
        Assert.Equal("hi\"\b\f\n\r\t/é", Fed.Chunks("""{"choice\u0073":[{"d\u0065lta":{"content":"h\u0069\"\b\f\n\r\t\/\u00e9"}}]}""").Content);

    [Fact]
    public void JSON_may_be_deep_but_not_deeper_than_anybody_means()
    {
        string Deep(int depth) => $$$$$"""{"x":{{{{{new string('[', depth)}}}}}{{{{{new string(']', depth)}}}}},"choices":[{"delta":{"content":"x"}}]}""";

        Assert.Equal("x", Fed.Chunks(Deep(200)).Content);
        Assert.Empty(Fed.Chunks(Deep(100_000)).Answer.Choices);
        Assert.Empty(Fed.Body(Deep(100_000)).Answer.Choices);
    }

    [Fact]
    public void A_line_or_a_body_that_is_too_long_ends_the_reading()
    {
        var more = new string('x', AnswerReader.MaxBytes);

        var line = Fed.Stream($$$"""
            data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}

            data: {"x":"{{{more}}}"}

            data: [DONE]


            """, piece: 100_000);
        var lines = Fed.Stream(string.Concat(Enumerable.Repeat($"data: {more[..1_000_000]}\n", 20)) + "\n\ndata: [DONE]\n\n", piece: 100_000);

        Assert.Equal(("a", false), (line.Content, line.Answer.IsWhole));
        Assert.False(lines.Answer.IsWhole);
        Assert.False(Fed.Body($$"""{"x":"{{more}}"}""").Answer.IsWhole);
    }

    [Fact]
    public void What_never_becomes_JSON_is_given_up()
    {
        Assert.True(Fed.Stream(string.Concat(Enumerable.Repeat("data: {x}\n\n", 900)) + "data: [DONE]\n\n").Answer.IsWhole);
        Assert.False(Fed.Stream(string.Concat(Enumerable.Repeat("data: {x}\n\n", 1100)) + "data: [DONE]\n\n").Answer.IsWhole);
    }

    [Fact]
    public void Text_is_kept_up_to_what_a_message_may_hold_and_told_so_far_too()
    {
        var piece = new string('é', 1000);
        var fed = Fed.Deltas(Enumerable.Repeat($$"""{"content":"{{piece}}"}""", 600).Prepend("""{"content":"x"}"""));

        Assert.Equal(Message.ContentMaxBytes - 1, Encoding.UTF8.GetByteCount(fed.Content)); // the next character has two
        Assert.Equal(fed.Content, fed.Live[0]);
        Assert.Equal((true, """{"truncated":true}"""), (fed.Turn.IsTruncated, fed.Turn.Metadata));
        var sentBack = Requests.Turn($$"""{"role":"assistant","content":"x{{string.Concat(Enumerable.Repeat(piece, 600))}}"}""");
        Assert.Equal((fed.Content, fed.Turn.Metadata, true), (sentBack.Content, sentBack.Metadata, sentBack.IsTruncated));
    }

    [Fact]
    public void Of_metadata_that_is_too_large_the_largest_goes()
    {
        var turn = Fed.Deltas(
            $$"""{"content":"x","reasoning":"{{new string('r', 70_000)}}"}""",
            """{"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}""").Turn;

        Assert.Equal("""{"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}],"truncated":true}""", turn.Metadata);
        Assert.Equal((true, 70_000), (turn.IsTruncated, turn.Reasoning?.Length));
    }

    [Fact]
    public void All_that_is_kept_of_an_answer_has_an_end()
    {
        var piece = new string('x', 500_000);
        var deltas = Enumerable.Range(0, 100).Select(i => $$$$$"""{"tool_calls":[{"index":{{{{{i % 3}}}}},"function":{"name":"f","arguments":"{{{{{piece}}}}}"}}]}""");

        var turn = Fed.Deltas(deltas).Turn;

        Assert.InRange(turn.ToolCalls.Sum(call => call.Arguments.Length), 1_000_000, AnswerReader.MaxBytes);
        Assert.True(turn.IsTruncated);
    }

    [Fact]
    public void Whatever_is_wrong_in_a_chunk_nothing_throws()
    {
        const string Good = """{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"é","refusal":"r","reasoning":"t","tool_calls":[{"index":0,"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":1}},"error":{"type":"x"}}""";
        string[] values = ["null", "7", "-1e400", "\"\\ud800\"", "[]", "{}", "[[{}]]", "true", "{\"\\udfff\":[null]}"];
        var random = new Random(7);
        var members = JsonDocument.Parse(Good).RootElement;

        foreach (var name in NamesIn(members).Distinct())
        {
            foreach (var value in values)
            {
                var changed = System.Text.RegularExpressions.Regex.Replace(Good, $"\"{name}\":(\"[^\"]*\"|\\d+|\\[\\{{|\\{{)", $"\"{name}\":{value},\"rest\":$1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
                JsonDocument.Parse(changed).Dispose();
                Fed.Chunks(changed, "[DONE]");
                Fed.Body(changed.Replace("delta", "message", StringComparison.Ordinal));
            }
        }

        for (var i = 0; i < 2000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes($"data: {Good}\n\n");
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Fed.Of(bytes, isStream: true, isError: i % 2 == 0, _ => random.Next(1, 50));
            Fed.Of(bytes.AsSpan(6), isStream: false, isError: i % 2 == 0, _ => random.Next(1, 50));
        }
    }

    [Fact]
    public void Reading_takes_as_long_as_there_are_bytes_however_they_arrive()
    {
        var line = Encoding.UTF8.GetBytes($$$$$"""data: {"choices":[{"delta":{"content":"{{{{{new string('x', 2_000_000)}}}}}"}}]}""" + "\n\n");
        var clock = Stopwatch.StartNew();

        Fed.Of(line, isStream: true, isError: false, _ => 1); // two million calls
        Fed.Deltas(Enumerable.Repeat("""{"tool_calls":[{"index":0,"function":{"arguments":"x"}}]}""", 100_000));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}"); // what is quadratic takes hours
    }

    private static IEnumerable<string> NamesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => NamesIn(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(NamesIn),
        _ => [],
    };
}
