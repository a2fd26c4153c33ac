using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class SillyTavernReaderTests
{
    private const string Header = """{"user_name": "Alice", "character_name": "Robin", "create_date": "2024-9-28 @14h 05m 33s 123ms", "chat_metadata": {"note": "n"}}""";

    private const string Unused = """{"chat_metadata": {}, "user_name": "unused", "character_name": "unused"}""";

    private static readonly SillyTavernReader Reader = new(new TestClock());

    [Fact]
    public async Task Swipes_are_branches_and_the_chosen_one_goes_on()
    {
        var conversation = await Reader.ReadOneAsync(
            Header,
            """{"name": "Alice", "is_user": true, "mes": "Hello"}""",
            """{"name": "Robin", "is_user": false, "mes": "Hi", "swipe_id": 1, "swipes": ["Go away", "Hi", "Who?"], "swipe_info": [{"send_date": 1674564914912, "extra": {"model": "m1"}}], "extra": {"model": "m2", "token_count": 3, "reasoning": "Polite."}}""",
            """{"name": "Alice", "is_user": true, "mes": "Bye", "is_system": true, "extra": {"image": "a.png", "bias": "b"}}""");

        Assert.Equal("1 User: Hello\n2 under 1 Ai: Go away\n3 under 1 Ai: Who?\n4 under 1 Ai: Hi\n5 under 4 User: Bye", ReaderSteps.TreeOf(conversation));
        Assert.Equal(conversation.Messages[4].Key, conversation.ActiveKey);
        Assert.Equal([null, "m1", null, "m2", null], conversation.Messages.Select(message => message.Model));
        Assert.Equal(3, conversation.Messages[3].TokensOut);
        Assert.Equal("2023-01-24T12:55:14", conversation.Messages[1].Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss", null));
        Assert.Equal("2024-09-28T14:05:33.123", conversation.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null));
        Assert.Equal("""{"token_count":3,"name":"Robin","reasoning":"Polite."}""", ReaderSteps.MetadataOf(conversation, 4));
        Assert.Equal("""{"hidden":true,"bias":"b","name":"Alice","attachments":["a.png"]}""", ReaderSteps.MetadataOf(conversation, 5));
        Assert.Equal("""{"user_name":"Alice","chat_metadata":{"note":"n"}}""", conversation.Metadata);
        Assert.Equal("Robin", conversation.Personality?.Name);
        Assert.Equal("Hello", conversation.Title);
    }

    [Fact]
    public async Task How_long_an_answer_took_is_told_of_each_of_its_swipes()
    {
        var conversation = await Reader.ReadOneAsync(
            Header,
            """{"name": "Alice", "is_user": true, "mes": "Hello", "gen_started": "2024-09-28T14:05:30Z", "gen_finished": "2024-09-28T14:05:31Z"}""",
            """{"name": "Robin", "is_user": false, "mes": "Hi", "swipe_id": 1, "swipes": ["Go away", "Hi"], "swipe_info": [{"gen_started": "2024-09-28T14:05:33.000Z", "gen_finished": "2024-09-28T14:05:34.250Z", "extra": {"time_to_first_token": 300}}], "gen_started": "2024-09-28T14:06:00.000Z", "gen_finished": "2024-09-28T14:06:02.500Z"}""",
            """{"name": "Robin", "is_user": false, "mes": "Still here?", "gen_started": "2024-09-28T14:06:02Z", "gen_finished": "2024-09-28T14:06:00Z", "extra": {"time_to_first_token": -1}}""");

        Assert.Equal(
            [default, new ResponseTimes(300, 1250), new ResponseTimes(null, 2500), default],
            conversation.Messages.Select(message => ResponseTimes.In(message.Metadata)));
    }

    [Fact]
    public async Task A_chat_is_called_by_what_the_person_said_first()
    {
        var conversation = await Reader.ReadOneAsync(
            Header,
            """{"name": "Robin", "is_user": false, "mes": "*waves at everybody*"}""",
            """{"name": "Alice", "is_user": true, "mes": "Where is the harbour?"}""");

        Assert.Equal("Where is the harbour?", conversation.Title);
    }

    [Theory]
    [InlineData("\"September 28, 2024 2:05pm\"", "2024-09-28T14:05:00.000")]
    [InlineData("\"2024-9-28 @14h 05m 33s 123ms\"", "2024-09-28T14:05:33.123")]
    [InlineData("\"2024-09-28@14h05m33s\"", "2024-09-28T14:05:33.000")]
    [InlineData("\"2024-9-28 @14h 05m 33s 7ms\"", "2024-09-28T14:05:33.007")]
    [InlineData("1727532333123", "2024-09-28T14:05:33.123")]
    [InlineData("\"1727532333123\"", "2024-09-28T14:05:33.123")]
    [InlineData("\"2024-09-28T14:05:33.123Z\"", "2024-09-28T14:05:33.123")]
    [InlineData("\"2024-13-41 @77h 05m 33s 123ms\"", "2024-09-28T14:05:33.123")]
    [InlineData("\"0001-01-01 @00h 00m 00s 0ms\"", "2024-09-28T14:05:33.123")]
    [InlineData("\"9999-12-31 @00h 00m 00s 0ms\"", "2024-09-28T14:05:33.123")]
    [InlineData("null", "2024-09-28T14:05:33.123")]
    public async Task Dates_of_every_shape_are_read_and_what_is_none_is_that_of_the_chat(string date, string time)
    {
        var conversation = await Reader.ReadOneAsync(Header, $$"""{"name": "Robin", "is_user": false, "mes": "Hi", "send_date": {{date}} }""");

        Assert.Equal(time, conversation.Messages[0].Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null));
    }

    [Fact]
    public async Task A_chat_that_goes_on_or_is_swiped_adds_only_what_is_new()
    {
        const string Asked = """{"name": "Alice", "is_user": true, "mes": "Hello", "send_date": 1674564914912}""";

        var before = await Reader.ReadOneAsync(Header, Asked, """{"name": "Robin", "is_user": false, "mes": "Hi"}""");
        var after = await Reader.ReadOneAsync(
            Header.Replace("\"n\"", "\"changed\"", StringComparison.Ordinal),
            Asked.Replace("1674564914912", "\"January 24, 2023 12:55pm\"", StringComparison.Ordinal),
            """{"name": "Robin", "is_user": false, "mes": "Yes?", "swipe_id": 1, "swipes": ["Hi", "Yes?"]}""",
            """{"mes": "cut o""");

        Assert.Equal(before.ExternalId, after.ExternalId);
        Assert.Equal(before.Messages.Select(message => message.Key), after.Messages.Take(2).Select(message => message.Key));
        Assert.Equal("1 User: Hello\n2 under 1 Ai: Hi\n3 under 1 Ai: Yes?", ReaderSteps.TreeOf(after));
        Assert.Equal(1, after.Unreadable);
    }

    [Fact]
    public async Task Chub_s_lines_read_alike_and_each_header_begins_a_chat()
    {
        var read = await Reader.ReadAsync(
            $$$"""
            {{{Header}}}
            {"name": "Robin", "is_user": false, "mes": {"message": "Hi", "id": 7}, "swipe_id": 0, "swipes": [{"message": "Hi"}, {"message": "Hm"}]}
            {"user_name": "Alice", "character_name": "Kim", "create_date": 1674559899431}
            {"name": "Kim", "is_user": false, "mes": "Hello"}
            """);

        Assert.Equal(["1 Ai: Hm\n2 Ai: Hi", "1 Ai: Hello"], read.Select(one => ReaderSteps.TreeOf(one.Conversation!)));
        Assert.Equal(["Robin", "Kim"], read.Select(one => one.Conversation!.Title));
    }

    [Fact]
    public async Task Names_that_a_header_does_not_use_are_those_of_who_talks()
    {
        var conversation = await Reader.ReadOneAsync(
            Unused,
            """{"name": "Alice", "is_user": true, "mes": ""}""",
            """{"name": "Note", "is_user": false, "mes": "Rain.", "extra": {"type": "narrator"}}""",
            """{"name": "Robin", "is_user": false, "mes": "Hi"}""",
            """{"name": "Kim", "is_user": false, "mes": "Hello"}""");
        var silent = await Reader.ReadOneAsync(Unused, """{"name": "Robin", "is_user": false, "mes": "Hi"}""");

        Assert.Equal("Robin", conversation.Personality?.Name);
        Assert.Null(conversation.Metadata);
        Assert.Equal("Robin", silent.Title);
    }

    [Theory]
    [InlineData(Unused)]
    [InlineData("""{"user_name": "Alice", "character_name": "Robin"}""")]
    [InlineData("""{"name": "Robin", "is_user": false, "mes": "Hm."}""")]
    public async Task Chats_whose_header_does_not_tell_them_apart_are_known_by_how_they_begin(string first)
    {
        const string Greeting = """{"name": "Robin", "is_user": false, "mes": "*waves*" }""";
        const string Dated = """{"name": "Robin", "is_user": false, "mes": "*waves*", "send_date": "2024-9-28 @14h 05m 33s 123ms"}""";
        string[] chats =
        [
            $"{Greeting}\n{Said("Hello")}",
            $"{Greeting}\n{Said("Good bye")}",
            $"{Dated}",
            Dated.Replace("33s", "34s", StringComparison.Ordinal),
        ];

        var read = new List<string>();
        foreach (var chat in chats)
        {
            var before = await Reader.ReadOneAsync(first, chat);
            var after = await Reader.ReadOneAsync(first, chat, Said("Go on"));

            Assert.Equal(before.ExternalId, after.ExternalId);
            Assert.Equal(before.Messages.Select(message => message.Key), after.Messages.SkipLast(1).Select(message => message.Key));
            read.Add(before.ExternalId!);
        }

        Assert.Equal(chats.Length, read.Distinct(StringComparer.Ordinal).Count());

        static string Said(string text) => $$"""{"name": "Alice", "is_user": true, "mes": "{{text}}"}""";
    }

    [Theory]
    [InlineData(Header, true)]
    [InlineData(Unused, true)]
    [InlineData("""{"name": "Robin", "is_user": false, "mes": "Hi"}""", true)]
    [InlineData("""{"name": "Robin", "is_user": false, "mes": {"message": "Hi"}}""", true)]
    [InlineData("""{"user_name": "Alice"}""", false)]
    [InlineData("""{"mes": "Hi"}""", false)]
    [InlineData("""{"name": "Robin", "messages": []}""", false)]
    public void It_is_known_by_its_fields(string record, bool isSillyTavern) => Assert.Equal(isSillyTavern, Reader.Recognises(record));
}
