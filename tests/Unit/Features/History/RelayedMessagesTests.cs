using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class RelayedMessagesTests : PageTest
{
    protected override IEnumerable<KeyValuePair<string, string?>> MoreSettings => [new("PERSIST_TRANSCRIPTS", "false")];

    private DraftService Drafts => Services.GetRequiredService<DraftService>();

    [Fact]
    public async Task A_message_that_is_not_stored_is_shown_live_and_says_so()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);

        await AppendAsync(conversation.Id, Said.User("Which museums are open?"));

        pane.WaitForAssertion(() => Assert.Contains("Which museums are open?", pane.Find(".cw-msg--user").TextContent, StringComparison.Ordinal));
        Assert.Equal("Not stored", pane.Find(".cw-msg--user .cw-tag").TextContent);
    }

    [Fact]
    public async Task A_draft_that_is_not_stored_grows_and_keeps_its_text_when_it_ends()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);

        var draft = (await AppendAsync(conversation.Id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }))!.Message;
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find("[aria-busy=true] .cw-typing")));
        await AddAsync(draft, 0, "The Munch ");
        await AddAsync(draft, 1, "museum");
        pane.WaitForAssertion(() => Assert.Equal("The Munch museum", Text(pane)));
        await AddAsync(draft, 3, "after a gap");
        pane.WaitForAssertion(() => Assert.Equal("The Munch museum… after a gap", Text(pane)));

        await Drafts.FinalizeAsync(Alice, conversation.Id, draft.Id, new DraftEnd(), Cancel);
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[aria-busy]")));
        Assert.Equal("The Munch museum… after a gap", Text(pane));
        Assert.Equal("Not stored", pane.Find(".cw-tag").TextContent);
        Assert.Empty(pane.FindAll(".cw-presence"));
    }

    [Fact]
    public async Task A_page_that_is_opened_in_the_middle_shows_what_still_comes()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var draft = (await AppendAsync(conversation.Id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }))!.Message;
        await AddAsync(draft, 0, "The Munch ");
        var pane = Open(conversation);

        await AddAsync(draft, 1, "museum");

        pane.WaitForAssertion(() => Assert.Equal("… museum", Text(pane)));
    }

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));

    private Task AddAsync(MessageView draft, int n, string text) =>
        Drafts.AppendAsync(Alice, draft.ConversationId, draft.Id, [new NewDelta { N = n, Text = text }], Cancel);

    private static string Text(IRenderedComponent<TranscriptPane> pane) => pane.Find("[data-copy-source]").TextContent.Trim();
}
