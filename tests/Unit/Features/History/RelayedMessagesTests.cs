using Bunit;
using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class RelayedMessagesTests : PageTest
{
    protected override IEnumerable<KeyValuePair<string, string?>> MoreSettings => [new("PERSIST_TRANSCRIPTS", "false")];

    [Fact]
    public async Task A_message_that_is_not_stored_is_shown_live_and_says_so()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Render<TranscriptPane>(p => p.Add(x => x.Id, conversation.Id));

        await AppendAsync(conversation.Id, Said.User("Which museums are open?"));

        pane.WaitForAssertion(() => Assert.Contains("Which museums are open?", pane.Find(".cw-msg--user").TextContent, StringComparison.Ordinal));
        Assert.Equal("Not stored", pane.Find(".cw-msg--user .cw-tag").TextContent);
    }
}
