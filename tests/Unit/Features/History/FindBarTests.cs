using Bunit;
using Bunit.TestDoubles;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>Finding text in the open conversation: 300 messages, every tenth of them with a museum. The script is the browser's part.</summary>
public sealed class FindBarTests : PageTest
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    [Fact]
    public async Task It_is_hidden_until_it_is_opened_and_after_it_is_closed()
    {
        var pane = await OpenAsync();
        Assert.True(Bar(pane).HasAttribute("hidden"));

        await ShowAsync(pane, 101);
        Assert.False(Bar(pane).HasAttribute("hidden"));

        await pane.InvokeAsync(pane.FindComponent<FindBar>().Instance.HideAsync);
        Assert.True(Bar(pane).HasAttribute("hidden"));
    }

    [Fact]
    public async Task What_is_typed_is_found_in_the_whole_conversation_and_the_nearest_is_shown()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 271);

        await FindAsync(pane, "musEUM");

        pane.WaitForAssertion(() => Assert.Equal(("28 of 30", "A museum in message 280"), (Count(pane), Hit(pane))));
    }

    [Fact]
    public async Task Past_the_last_one_the_last_is_shown()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 300);

        await FindAsync(pane, "message 17.");

        pane.WaitForAssertion(() => Assert.Equal(("1 of 1", "This is message 17."), (Count(pane), Hit(pane))));
    }

    [Fact]
    public async Task Enter_goes_on_and_back_and_round()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 290);
        await FindAsync(pane, "museum");
        pane.WaitForAssertion(() => Assert.Equal("29 of 30", Count(pane)));

        await StepAsync(pane, back: false);
        Assert.Equal(("30 of 30", "A museum in message 300"), (Count(pane), Hit(pane)));
        await StepAsync(pane, back: false);
        Assert.Equal(("1 of 30", "A museum in message 10"), (Count(pane), Hit(pane)));
        await StepAsync(pane, back: true);
        Assert.Equal(("30 of 30", "A museum in message 300"), (Count(pane), Hit(pane)));

        await pane.Find("[title=Previous]").ClickAsync(new());
        await pane.Find("[title=Previous]").ClickAsync(new());
        await pane.Find("[title=Next]").ClickAsync(new());
        Assert.Equal(("29 of 30", "A museum in message 290"), (Count(pane), Hit(pane)));
    }

    [Fact]
    public async Task Where_one_stands_is_in_the_address_and_not_in_the_way_back()
    {
        var conversation = await CreateLongAsync();
        Navigation.NavigateTo($"/c/{conversation.Id}?status=archived");
        var pane = Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id));
        await ShowAsync(pane, 290);

        await FindAsync(pane, "museum");
        pane.WaitForAssertion(() => Assert.Equal($"http://localhost/c/{conversation.Id}?status=archived&m=290", Navigation.Uri));
        await StepAsync(pane, back: true);

        Assert.Equal($"http://localhost/c/{conversation.Id}?status=archived&m=280", Navigation.Uri);
        Assert.True(Assert.Single(((BunitNavigationManager)Navigation).History).Options.ReplaceHistoryEntry);
    }

    [Fact]
    public async Task A_browser_that_is_slow_to_tell_its_address_does_not_lead_back()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 280);
        await FindAsync(pane, "museum");
        pane.WaitForAssertion(() => Assert.Equal("28 of 30", Count(pane)));
        await StepAsync(pane, back: false);
        await StepAsync(pane, back: false);

        pane.Render(p => p.Add(c => c.Seq, 280));
        pane.Render(p => p.Add(c => c.Seq, 290));
        Assert.Equal("A museum in message 300", Hit(pane));
        pane.Render(p => p.Add(c => c.Seq, 300));

        pane.Render(p => p.Add(c => c.Seq, 290)); // now it is the reader's wish
        pane.WaitForAssertion(() => Assert.Equal("A museum in message 290", Hit(pane)));
    }

    [Fact]
    public async Task Only_what_stands_there_after_a_pause_is_found()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 1);

        var first = pane.Find("input[type=search]").InputAsync("museum");
        var second = pane.Find("input[type=search]").InputAsync("message 17.");
        await first;
        Assert.Equal("", Count(pane));

        _clock.Advance(Pause);
        await second;
        Assert.Equal(("1 of 1", "This is message 17."), (Count(pane), Hit(pane)));
    }

    [Fact]
    public async Task Enter_does_not_wait_for_the_pause()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 1);

        var typing = pane.Find("input[type=search]").InputAsync("museum");
        await StepAsync(pane, back: false);

        Assert.Equal(("1 of 30", "A museum in message 10"), (Count(pane), Hit(pane)));
        await typing;
    }

    [Fact]
    public async Task What_is_nowhere_is_said_so_and_leads_nowhere()
    {
        var pane = await OpenAsync();
        await ShowAsync(pane, 290);

        await FindAsync(pane, "gallery");

        pane.WaitForAssertion(() => Assert.Equal("Nothing found", Count(pane)));
        Assert.Empty(pane.FindAll(".cw-msg--hit"));
        Assert.All(pane.FindAll("[title=Previous], [title=Next]"), button => Assert.True(button.HasAttribute("disabled")));

        await FindAsync(pane, " ");
        pane.WaitForAssertion(() => Assert.Equal("", Count(pane)));
    }

    [Fact]
    public async Task More_than_a_thousand_are_said_to_be_more()
    {
        var conversation = await CreateAsync("Long", [.. Enumerable.Repeat(Said.User("word"), 1000)]);
        await AppendAsync(conversation.Id, Said.Ai("word"));
        var pane = Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id));
        await ShowAsync(pane, 990);

        await FindAsync(pane, "word");

        pane.WaitForAssertion(() => Assert.Equal("990 of 1,000+", Count(pane)));
    }

    [Fact]
    public async Task The_script_is_told_what_to_mark_and_when_that_is_over()
    {
        var script = JSInterop.SetupModule("./Features/History/FoundWords.razor.js");
        script.Mode = JSRuntimeMode.Loose;
        var pane = await OpenAsync();
        await ShowAsync(pane, 290);

        await FindAsync(pane, "  A  MUSÉUM ");
        pane.WaitForAssertion(() => Assert.Equal([new FoundTerm("a museum")], Marked()));
        await pane.InvokeAsync(pane.FindComponent<FindBar>().Instance.HideAsync);

        Assert.Empty(Marked());

        IReadOnlyList<FoundTerm> Marked() => (IReadOnlyList<FoundTerm>)script.Invocations["show"][^1].Arguments[1]!;
    }

    private async Task<IRenderedComponent<TranscriptPane>> OpenAsync()
    {
        var conversation = await CreateLongAsync();
        return Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id));
    }

    private Task<ConversationView> CreateLongAsync() => CreateAsync(
        "Long", [.. Enumerable.Range(1, 300).Select(n => Said.User(n % 10 == 0 ? $"A museum in message {n}" : $"This is message {n}."))]);

    private static Task ShowAsync(IRenderedComponent<TranscriptPane> pane, int place) =>
        pane.InvokeAsync(() => pane.FindComponent<FindBar>().Instance.Open(place));

    private static Task StepAsync(IRenderedComponent<TranscriptPane> pane, bool back) =>
        pane.InvokeAsync(() => pane.FindComponent<FindBar>().Instance.StepAsync(back));

    private Task FindAsync(IRenderedComponent<TranscriptPane> pane, string text)
    {
        var finding = pane.Find("input[type=search]").InputAsync(text);
        _clock.Advance(Pause);
        return finding;
    }

    private static AngleSharp.Dom.IElement Bar(IRenderedComponent<TranscriptPane> pane) => pane.Find("[role=search]");

    private static string Count(IRenderedComponent<TranscriptPane> pane) => pane.Find("[role=search] .count").TextContent;

    private static string Hit(IRenderedComponent<TranscriptPane> pane) => pane.Find("article.cw-msg--hit .cw-msg__body").TextContent.Trim();
}
