using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>How often a page renders what streams in, by a clock of the test's own.</summary>
public sealed class StreamingPaceTests : PageTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    [Fact]
    public async Task However_many_pieces_come_it_is_rendered_once_in_a_twentieth_of_a_second()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var draft = (await AppendAsync(conversation.Id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }))!.Message;
        var pane = Render<TranscriptPane>(p => p.Add(x => x.Id, conversation.Id));
        var text = pane.FindComponent<StreamingText>();
        _clock.Advance(TimeSpan.FromSeconds(1)); // nothing waits for time to pass any more

        await AddAsync(draft, from: 0);
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find(".cw-caret")));
        await RestsAsync();
        for (var round = 1; round <= 5; round++)
        {
            var before = text.RenderCount;
            await AddAsync(draft, from: round * 20);
            Assert.Equal(before, text.RenderCount);

            _clock.Advance(Interval);
            var shown = (round + 1) * 20;
            pane.WaitForAssertion(() => Assert.Equal(shown, pane.Find("[data-copy-source]").TextContent.Trim().Length));
            Assert.Equal(before + 1, text.RenderCount);
            await RestsAsync();
        }
    }

    /// <summary>Returns when the page has rendered and waits until it may again.</summary>
    private async Task RestsAsync()
    {
        while (_clock.Waiting == 0)
        {
            await Task.Yield();
        }
    }

    private async Task AddAsync(MessageView draft, int from)
    {
        for (var n = from; n < from + 20; n++)
        {
            await Services.GetRequiredService<DraftService>().AppendAsync(Alice, draft.ConversationId, draft.Id, [new NewDelta { N = n, Text = "a" }], Cancel);
        }
    }
}
