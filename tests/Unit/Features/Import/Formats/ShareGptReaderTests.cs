using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class ShareGptReaderTests
{
    private static readonly ShareGptReader Reader = new(new TestClock());

    [Fact]
    public async Task Everybody_who_speaks_is_known_by_from()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"id": "trip_0", "system": "Be brief.", "tools": "[{\"name\": \"trains\"}]", "conversations": [
              {"from": "human", "value": "<p>To <b>Bergen</b>?</p>"},
              {"from": "function_call", "value": "{\"name\": \"trains\"}", "weight": 0},
              {"from": "observation", "value": "8:25"},
              {"from": "gpt", "value": "At 8:25."},
              {"from": "critic", "value": "Short."}]}
            """);

        Assert.Equal(
            """
            1 System: Be brief.
            2 under 1 User: <p>To <b>Bergen</b>?</p>
            3 under 2 Ai: {"name": "trains"}
            4 under 3 System: 8:25
            5 under 4 Ai: At 8:25.
            6 under 5 System: Short.
            """,
            ReaderSteps.TreeOf(conversation));
        Assert.Equal("""{"tools":"[{\"name\": \"trains\"}]"}""", conversation.Metadata);
        Assert.Equal("""{"weight":0,"tool_calls":["{\"name\": \"trains\"}"]}""", ReaderSteps.MetadataOf(conversation, 3));
        Assert.Equal("""{"role":"tool"}""", ReaderSteps.MetadataOf(conversation, 4));
        Assert.Equal("""{"role":"critic"}""", ReaderSteps.MetadataOf(conversation, 6));
        Assert.Equal("<p>To <b>Bergen</b>?</p>", conversation.Title);
    }

    [Fact]
    public async Task A_conversation_that_goes_on_keeps_its_id_and_those_of_its_messages()
    {
        const string Beginning = """{"id": 7, "conversations": [{"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Hi"}""";

        var shorter = await Reader.ReadOneAsync(Beginning + "]}");
        var longer = await Reader.ReadOneAsync(Beginning + """, {"from": "human", "value": "Hello"}]}""");
        var other = await Reader.ReadOneAsync("""{"id": 7, "conversations": [{"from": "human", "value": "Good bye"}]}""");

        Assert.StartsWith("7#", shorter.ExternalId, StringComparison.Ordinal);
        Assert.Equal(shorter.ExternalId, longer.ExternalId);
        Assert.NotEqual(shorter.ExternalId, other.ExternalId);
        Assert.Equal(shorter.Messages.Select(message => message.Key), longer.Messages.Take(2).Select(message => message.Key));
        Assert.Equal(3, longer.Messages.Select(message => message.Key).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Conversations_of_two_sets_that_begin_with_the_same_instructions_are_told_apart_by_what_the_person_says()
    {
        const string Beginning = """{"id": 0, "conversations": [{"from": "system", "value": "Be brief."}, {"from": "gpt", "value": "Hi"}""";

        var hello = await Reader.ReadOneAsync(Beginning + """, {"from": "human", "value": "Hello"}]}""");
        var longer = await Reader.ReadOneAsync(Beginning + """, {"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Yes?"}]}""");
        var other = await Reader.ReadOneAsync(Beginning + """, {"from": "human", "value": "Good bye"}]}""");

        Assert.Equal(hello.ExternalId, longer.ExternalId);
        Assert.NotEqual(hello.ExternalId, other.ExternalId);
    }

    [Fact]
    public async Task Equal_conversations_without_an_id_are_told_apart_by_their_order_and_white_space_says_nothing()
    {
        const string Same = """{"conversations":[{"from":"human","value":"ø"}]}""";

        var lines = await Reader.ReadAsync($"{Same}\n{Same}");
        var array = await Reader.ReadAsync("""[ {"conversations" : [ {"from": "human", "value": "\u00f8"} ]}, {"conversations": 7}, {"conversations": ["odd", null, 7, {"from": "gpt"}]}, {""");

        Assert.Equal(2, lines.Select(read => read.Conversation!.ExternalId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(lines[0].Conversation!.ExternalId, array[0].Conversation!.ExternalId);
        Assert.Equal("It has no messages.", array[1].Fault);
        Assert.Equal("1 System: odd\n2 under 1 System: \n3 under 2 System: 7\n4 under 3 Ai: ", ReaderSteps.TreeOf(array[2].Conversation!));
        Assert.Equal("The file ends in the middle of it.", array[3].Fault);
    }

    [Theory]
    [InlineData("""{"conversations": [{"from": "human", "value": "x"}]}""", true)]
    [InlineData("""{"conversations": [7, {"from": "system"}]}""", true)]
    [InlineData("""{"conversations": [{"role": "user", "from": "x"}]}""", false)]
    [InlineData("""{"conversations": [{"mapping": {}}]}""", false)]
    [InlineData("""{"conversations": []}""", false)]
    [InlineData("7", false)]
    public void It_is_known_by_its_fields(string record, bool isShareGpt) => Assert.Equal(isShareGpt, Reader.Recognises(record));
}
