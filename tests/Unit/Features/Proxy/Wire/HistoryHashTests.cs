using System.Text.Json;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

public sealed class HistoryHashTests
{
    [Fact]
    public void It_grows_with_every_turn_and_needs_the_key()
    {
        var (question, answer) = (Requests.Turn("""{"role":"user","content":"Hi"}"""), Requests.Turn("""{"role":"assistant","content":"Hello"}"""));
        var start = HistoryHash.Start("a key"u8);

        string[] hashes = [start.Text, start.Then(question).Text, start.Then(question).Then(answer).Text, start.Then(answer).Then(question).Text, HistoryHash.Start("another"u8).Then(question).Text];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[A-Za-z0-9_-]{43}$", hash));
        Assert.Equal(start.Then(question).Text, HistoryHash.Start("a key"u8).Then(question).Text);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"The answer"}""")]
    [InlineData("""{"role":"assistant","content":" The answer\n"}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"The answer"}]}""")]
    [InlineData("""{"role":"assistant","content":["The answer"],"tool_calls":[],"refusal":null,"annotations":[]}""")]
    [InlineData("""{"role":"assistant","content":"The \u0061nswer","name":"bot","reasoning":"Hm","refusal":"x"}""")]
    public void What_a_client_sends_back_is_what_the_stream_held(string message)
    {
        var streamed = Fed.Deltas("""{"role":"assistant","content":""}""", """{"reasoning_content":"Hm"}""", """{"content":"The "}""", """{"content":"answer\n"}""");
        var whole = Fed.Body("""{"choices":[{"message":{"role":"assistant","content":"The answer\n","annotations":[{}]}}]}""");

        Assert.Equal(Requests.Hash(streamed.Turn), Requests.Hash(Requests.Turn(message)));
        Assert.Equal(Requests.Hash(streamed.Turn), Requests.Hash(whole.Turn));
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[#]}""", "{\"city\": \"Zürich\", \"days\": 1.0}")]
    [InlineData("""{"role":"assistant","tool_calls":[#]}""", "{\"city\":\"Z\\u00fcrich\",\"days\":1}")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[#]}""", " {\n\"city\" : \"Zürich\",\n\"days\" : 1e0 }")]
    [InlineData("""{"role":"assistant","content":[],"tool_calls":[#]}""", "{\"city\":\"Zürich\",\"days\":1.00}")]
    public void Calls_are_the_same_however_they_are_written(string message, string arguments)
    {
        var streamed = Fed.Deltas($$"""{"content":null,"tool_calls":[{{Call("{\"city\": \"Zürich\", ")}}]}""", """{"tool_calls":[{"index":0,"function":{"arguments":"\"days\": 1.0}"}}]}""").Turn;

        Assert.Equal(Requests.Hash(streamed), Requests.Hash(Requests.Turn(message.Replace("#", Call(arguments), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("""{"role":"user","content":"ab"}""", """{"role":"assistant","content":"ab"}""")]
    [InlineData("""{"role":"system","content":"ab"}""", """{"role":"tool","content":"ab"}""")]
    [InlineData("""{"role":"user","content":"a b"}""", """{"role":"user","content":"a  b"}""")]
    [InlineData("""{"role":"tool","content":"ab","tool_call_id":"1"}""", """{"role":"tool","content":"ab","tool_call_id":"2"}""")]
    [InlineData("""{"role":"tool","content":"a","tool_call_id":"b"}""", """{"role":"tool","content":"ab","tool_call_id":""}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}""", """{"role":"assistant","tool_calls":[{"id":"2","function":{"name":"f","arguments":"{}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}""", """{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"g","arguments":"{}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":[1,2]}"}}]}""", """{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":[1],\"b\":2}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":\"1\"}"}}]}""", """{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":1}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"[true]"}}]}""", """{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"[null]"}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"x y"}}]}""", """{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"x  y"}}]}""")]
    public void Turns_that_say_something_else_are_others(string one, string other) =>
        Assert.NotEqual(Requests.Hash(Requests.Turn(one)), Requests.Hash(Requests.Turn(other)));

    [Fact]
    public void Calls_without_arguments_are_the_same_however_that_is_said()
    {
        string Hash(string arguments) => Requests.Hash(Requests.Turn($$$"""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f"{{{arguments}}}}}]}"""));

        Assert.Single(new[] { "", ",\"arguments\":\"\"", ",\"arguments\":\"{}\"", ",\"arguments\":{}", ",\"arguments\":\" { } \"", ",\"arguments\":null" }.Select(Hash).Distinct());
    }

    [Fact]
    public void An_empty_answer_changes_nothing_but_an_empty_question_does()
    {
        var question = Requests.Turn("""{"role":"user","content":"Hi"}""");

        Assert.Equal(Requests.Hash(question), Requests.Hash(question, Requests.Turn("""{"role":"assistant","content":" "}""")));
        Assert.NotEqual(Requests.Hash(question), Requests.Hash(question, Requests.Turn("""{"role":"user","content":""}""")));
    }

    [Fact]
    public void Arguments_that_are_hostile_have_a_hash_too()
    {
        foreach (var arguments in (string[])[new string('[', 100_000), "\\\"\\\\ud800\\\"", "{\\\"\\\\ud800\\\":-1e999}", "\\u0000", "{}x", "1 2"])
        {
            var turn = Requests.Turn($$$"""{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{{{arguments}}}"}}]}""");

            Assert.Equal(43, Requests.Hash(turn).Length);
        }
    }

    private static string Call(string arguments) =>
        """{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""" + JsonSerializer.Serialize(arguments) + "}}";
}
