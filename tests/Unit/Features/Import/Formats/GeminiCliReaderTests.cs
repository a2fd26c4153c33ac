using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class GeminiCliReaderTests
{
    [Fact]
    public async Task A_session_is_a_row_of_messages_with_thoughts_calls_and_what_tools_answered()
    {
        var conversation = await new GeminiCliReader(new TestClock()).ReadOneAsync(
            """
            {"sessionId": "s", "projectHash": "p", "startTime": "2025-01-01T10:00:00Z", "lastUpdated": "2025-01-01T10:00:09Z", "messages": [
              {"id": "u", "type": "user", "timestamp": "2025-01-01T10:00:01Z", "content": [{"text": "Read it."}]},
              {"id": "g", "type": "gemini", "timestamp": "2025-01-01T10:00:02Z", "content": "Reading.", "model": "gemini-2.5-pro", "tokens": {"input": 5, "output": 2, "total": 7},
               "thoughts": [{"subject": "Plan", "description": "Read first."}],
               "toolCalls": [{"id": "t", "name": "read_file", "args": {"path": "a"}, "status": "success", "resultDisplay": "1 line", "result": [{"functionResponse": {"response": {"output": "package main"}}}]}]},
              {"id": "i", "type": "info", "content": "Cancelled."}]}
            """);

        Assert.Equal(
            """
            User u: Read it.
            Ai g under u: Reading. {"tokens":{"input":5,"output":2,"total":7},"reasoning":"Plan||Read first.","tool_calls":[{"id":"t","name":"read_file","args":{"path":"a"},"status":"success"}]}
            System g#1 under g: package main {"role":"tool","name":"read_file","id":"t","status":"success","resultDisplay":"1 line"}
            System i under g#1: Cancelled. {"role":"info"}
            """.Replace("||", "\\n\\n", StringComparison.Ordinal),
            conversation.Told());
        Assert.Equal(("gemini-2.5-pro", 5, 2), (conversation.Messages[1].Model, conversation.Messages[1].TokensIn, conversation.Messages[1].TokensOut));
        Assert.Equal("""{"projectHash":"p"}""", conversation.Metadata);
    }

    [Fact]
    public async Task What_a_tool_showed_stays_whether_or_not_it_answered()
    {
        var conversation = await new GeminiCliReader(new TestClock()).ReadOneAsync(
            """
            {"sessionId": "s", "projectHash": "p", "messages": [{"id": "g", "type": "gemini", "content": "Reading.", "toolCalls": [
              {"name": "a", "result": [], "resultDisplay": "1 line"},
              {"name": "b", "result": [{"functionResponse": {"response": {"output": "half", "error": "cut off"}}}]},
              {"name": "c", "result": [{"functionResponse": {"response": {"output": "all", "code": 0}}}]},
              {"name": "d", "result": [{"functionResponse": {"response": {"output": {"rows": 2}}}}]}]}]}
            """);

        Assert.Equal(
            """
            Ai g: Reading. {"tool_calls":[{"name":"a","result":[],"resultDisplay":"1 line"},{"name":"b"},{"name":"c"},{"name":"d"}]}
            System g#1 under g: half||cut off {"role":"tool","name":"b"}
            System g#2 under g#1: all {"role":"tool","name":"c","details":[{"functionResponse":{"response":{"output":"all","code":0}}}]}
            System g#3 under g#2:  {"role":"tool","name":"d","details":[{"functionResponse":{"response":{"output":{"rows":2}}}}]}
            """,
            conversation.Told());
    }
}
