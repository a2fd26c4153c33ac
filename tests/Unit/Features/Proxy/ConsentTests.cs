using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>Nothing that passes is stored but by who agreed to it, and never a key.</summary>
public sealed class ConsentTests
{
    [Theory, DatabaseData]
    public async Task At_first_nothing_is_recorded_and_what_was_agreed_to_is_kept_with_its_time(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        scene.Upstream.Stream("Hello.");
        Assert.Equal("""{"agreed_version":null,"agreed_at":null,"note_version":2,"note_url":"/privacy#recording","is_on":false}""", (await RecordingAsync(scene)).GetRawText());
        Assert.Contains("Hello.", await scene.AskAsync(("user", "Hi")), StringComparison.Ordinal);
        Assert.Empty(await scene.ConversationsAsync());

        await scene.AgreeAsync();
        await scene.AskAsync(("user", "Hi"));
        Assert.Single(await scene.ConversationsAsync());
        var recording = await RecordingAsync(scene);
        Assert.Equal((2, true), (recording.Number("agreed_version"), recording.GetProperty("is_on").GetBoolean()));
        Assert.NotNull(recording.Text("agreed_at"));

        await scene.AgreeAsync(null);
        await scene.AskAsync(("user", "Ho"));
        Assert.Single(await scene.ConversationsAsync());
        Assert.Equal(
            ["""consent_withdrawn {"version":2}""", """consent_given {"version":2}"""],
            (await scene.Alice.JsonAsync("GET /api/audit")).Items().Select(entry => $"{entry.Text("action")} {entry.GetProperty("detail").GetRawText()}"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("\"2\"")]
    public async Task Only_the_note_that_holds_can_be_agreed_to(string version)
    {
        await using var app = new ConvoWebApp();
        var agreeing = app.ClientFor("alice").SendAsync("PATCH /api/settings/privacy", $$$"""{"recording": {"agreed_version": {{{version}}}}, "retention": {"keep_days": 3}}""");

        Assert.Equal(["recording.agreed_version"], await agreeing.RefusedFieldsAsync());
        Assert.Equal(JsonValueKind.Null, (await app.ClientFor("alice").JsonAsync("GET /api/settings/privacy")).GetProperty("retention").GetProperty("keep_days").ValueKind);
    }

    [Theory, DatabaseData]
    public async Task Taken_back_in_the_middle_of_a_stream_not_even_the_rest_of_it_is_stored(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        var isTakenBack = new TaskCompletionSource();
        scene.Upstream.StreamInHalves("Before", " after", isTakenBack.Task);

        var asking = scene.AskAsync(("user", "Hi"));
        while ((await scene.ConversationsAsync()).Count == 0 || !(await scene.MessagesAsync()).Contains("ai Before (draft)"))
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        await scene.AgreeAsync(null);
        isTakenBack.SetResult();

        Assert.Contains(" after", await asking, StringComparison.Ordinal);
        Assert.Equal(["user Hi (final)", "ai Before (interrupted)"], await scene.MessagesAsync());
    }

    [Theory, DatabaseData]
    public async Task A_switch_of_what_is_removed_holds_in_the_middle_of_a_stream(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        var isSwitched = new TaskCompletionSource();
        scene.Upstream.StreamInHalves("Write to me.", " At leonor@example.com.", isSwitched.Task);

        var asking = scene.AskAsync(("user", "Hi"));
        while ((await scene.ConversationsAsync()).Count == 0 || !(await scene.MessagesAsync()).Contains("ai Write to me. (draft)"))
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        await scene.Alice.JsonAsync("PATCH /api/settings/privacy", """{"redaction": {"profiles": ["emails"]}}""");
        isSwitched.SetResult();
        await asking;

        Assert.Equal("ai Write to me. At [e-mail address removed]. (final)", (await scene.MessagesAsync())[^1]);
    }

    [Fact]
    public async Task A_request_may_say_that_it_is_not_to_be_recorded()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Stream("Hello.");

        await scene.AskAsync(ProxyScene.Body(("user", "Hi")), ("X-ConvoWeb-Record", "off"));

        Assert.Empty(await scene.ConversationsAsync());
    }

    private static async Task<JsonElement> RecordingAsync(ProxyScene scene) =>
        (await scene.Alice.JsonAsync("GET /api/settings/privacy")).GetProperty("recording");
}
