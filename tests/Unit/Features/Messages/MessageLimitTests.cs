using System.Net;
using System.Text;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class MessageLimitTests
{
    private const int MiB = 1024 * 1024;

    [Theory, DatabaseData]
    public async Task A_message_of_1_MiB_is_taken_and_one_more_byte_is_not(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var longest = new string('é', MiB / 2);

        Assert.Equal(longest, (await alice.AppendAsync(id, longest)).Text("content"));

        Assert.Equal(["content"], await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"{{longest}}x"}""").RefusedFieldsAsync());
        Assert.Equal(longest, (await alice.JsonAsync($"GET /v1/conversations/{id}/messages")).Items()[0].Text("content"));
    }

    [Theory, DatabaseData]
    public async Task Metadata_of_64_KiB_is_taken_and_one_more_byte_is_not(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var longest = new string('x', (64 * 1024) - """{"a":""}""".Length);

        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", $$$"""{"type":"user","content":"x","metadata":{ "a": "{{{longest}}}" }}""");
        await alice.JsonAsync($"PATCH /api/conversations/{id}", $$$"""{"metadata":{ "a": "{{{longest}}}" }}""");

        Assert.Equal(
            ["metadata"], await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$$"""{"type":"user","content":"x","metadata":{"a":"{{{longest}}}x"}}""").RefusedFieldsAsync());
        Assert.Equal(["metadata"], await alice.SendAsync($"PATCH /api/conversations/{id}", $$$"""{"metadata":{"a":"{{{longest}}}x"}}""").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task Metadata_of_60_levels_is_taken_and_one_more_is_not(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();

        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"x","metadata":{{Deep(60)}}}""");
        await alice.JsonAsync($"PATCH /api/conversations/{id}", $$"""{"metadata":{{Deep(60)}}}""");

        Assert.Equal(["metadata"], await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"x","metadata":{{Deep(61)}}}""").RefusedFieldsAsync());
        Assert.Equal(["metadata"], await alice.SendAsync($"PATCH /api/conversations/{id}", $$"""{"metadata":{{Deep(61)}}}""").RefusedFieldsAsync());
    }

    [Fact]
    public async Task A_billion_tokens_are_taken_and_one_more_is_not()
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();

        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x","tokens_in":1000000000,"tokens_out":1000000000}""");

        Assert.Equal(
            ["tokens_in", "tokens_out"],
            await alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x","tokens_in":1000000001,"tokens_out":1000000001}""").RefusedFieldsAsync());
    }

    [Theory]
    [InlineData("model", 200)]
    [InlineData("external_id", 200)]
    [InlineData("audio_url", 2000)]
    public async Task Short_texts_are_counted_in_code_points(string field, int limit)
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", limit));

        Assert.Equal(longest, (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"x","{{field}}":"{{longest}}"}""")).Text(field));
        Assert.Equal([field], await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"x","{{field}}":"{{longest}}x"}""").RefusedFieldsAsync());
    }

    /// <summary>On a real server: the one in memory has no limit on bodies.</summary>
    [Fact]
    public async Task A_body_of_2_MiB_is_read_and_one_more_byte_is_not()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        const string Message = """{"type":"user","content":"x"}""";

        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Message.PadRight(2 * MiB));

        var problem = await alice.SendAsync($"POST /v1/conversations/{id}/messages", Message.PadRight((2 * MiB) + 1)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("The body is larger than 2 MiB.", problem.GetProperty("errors").Items("body")[0].GetString());
        await alice.SendAsync($"PATCH /api/conversations/{id}", "{}".PadRight(MiB + 1)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);

        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Message.PadRight((2 * MiB) + 1))));
        chunked.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{id}/messages") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        await alice.SendAsync(request, Cancel).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>Far more than fits into the buffers between: who is still sending gets the answer, and no broken connection.</summary>
    [Fact]
    public async Task Who_sends_a_body_that_is_far_too_large_is_told_so()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var alice = app.ClientFor("alice");

        await alice.SendAsync("POST /api/conversations", "{}".PadRight(48 * MiB)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("""{"a":""", levels - 1)) + "{}" + new string('}', levels - 1);
}
