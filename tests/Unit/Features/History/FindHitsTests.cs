using Bunit;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>The hits of the search that one comes from: 300 messages, every hundredth of them with a museum.</summary>
public sealed class FindHitsTests : PageTest
{
    [Fact]
    public async Task Who_comes_from_a_search_sees_which_of_its_hits_it_is()
    {
        var pane = Open(await CreateLongAsync(), 200, "museum");

        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));
        Assert.False(pane.Find("[role=search]").HasAttribute("hidden"));
        Assert.Equal("A museum in message 200", Hit(pane));
    }

    [Fact]
    public async Task Next_and_previous_go_through_the_hits_and_the_address_follows()
    {
        var conversation = await CreateLongAsync();
        var pane = Open(conversation, 200, "museum");
        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));

        await pane.Find("[title=Next]").ClickAsync(new());
        Assert.Equal(("Hit 3 of 3", "A museum in message 300"), (Count(pane), Hit(pane)));
        await pane.Find("[title=Next]").ClickAsync(new());

        Assert.Equal(("Hit 1 of 3", "A museum in message 100"), (Count(pane), Hit(pane)));
        Assert.Equal($"http://localhost/c/{conversation.Id}?m=100&q=museum", Navigation.Uri);
    }

    [Fact]
    public async Task The_script_marks_the_words_that_were_wanted_and_shows_the_search()
    {
        var (bar, words) = (JSInterop.SetupModule("./Features/History/FindBar.razor.js"), JSInterop.SetupModule("./Features/History/FoundWords.razor.js"));
        (bar.Mode, words.Mode) = (JSRuntimeMode.Loose, JSRuntimeMode.Loose);

        var pane = Open(await CreateLongAsync(), 200, "\"a museum\" messag* -gallery");
        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));

        Assert.Equal("\"a museum\" messag* -gallery", bar.Invocations["fill"][^1].Arguments[1]);
        var terms = (IReadOnlyList<FoundTerm>)words.Invocations["show"][^1].Arguments[1]!;
        Assert.Equal(["a museum", "messag*"], terms.Select(term => string.Join(' ', term.Words!) + (term.IsPrefix ? "*" : null)));
    }

    [Fact]
    public async Task Without_a_message_the_first_hit_is_gone_to()
    {
        var pane = Open(await CreateLongAsync(), null, "museum");

        pane.WaitForAssertion(() => Assert.Equal(("Hit 1 of 3", "A museum in message 100"), (Count(pane), Hit(pane))));
    }

    [Fact]
    public async Task Closing_it_ends_the_search_and_leaves_the_message()
    {
        var conversation = await CreateLongAsync();
        var pane = Open(conversation, 200, "museum");
        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));

        await pane.InvokeAsync(pane.FindComponent<FindBar>().Instance.HideAsync);

        Assert.True(pane.Find("[role=search]").HasAttribute("hidden"));
        Assert.Equal($"http://localhost/c/{conversation.Id}?m=200", Navigation.Uri);
        Assert.Equal("A museum in message 200", Hit(pane));
    }

    [Fact]
    public async Task Typing_finds_text_instead()
    {
        var conversation = await CreateLongAsync();
        var pane = Open(conversation, 200, "museum");
        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));

        await pane.Find("input[type=search]").InputAsync("useum in");

        pane.WaitForAssertion(() => Assert.Equal("2 of 3", Count(pane)));
        await pane.Find("[title=Next]").ClickAsync(new());
        Assert.Equal($"http://localhost/c/{conversation.Id}?m=300", Navigation.Uri);
    }

    [Fact]
    public async Task An_address_without_the_search_ends_it()
    {
        var pane = Open(await CreateLongAsync(), 200, "museum");
        pane.WaitForAssertion(() => Assert.Equal("Hit 2 of 3", Count(pane)));

        pane.Render(p => p.Add(c => c.Query, null));

        pane.WaitForAssertion(() => Assert.True(pane.Find("[role=search]").HasAttribute("hidden")));
        Assert.Equal("", Count(pane));
    }

    [Fact]
    public async Task A_search_without_a_hit_here_says_so()
    {
        var pane = Open(await CreateLongAsync(), 200, "gallery");

        pane.WaitForAssertion(() => Assert.Equal("Nothing found", Count(pane)));
    }

    private Task<ConversationView> CreateLongAsync() => CreateAsync(
        "Long", [.. Enumerable.Range(1, 300).Select(n => Said.User(n % 100 == 0 ? $"A museum in message {n}" : $"This is message {n}."))]);

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation, int? seq, string query)
    {
        Navigation.NavigateTo($"/c/{conversation.Id}?m={seq}&q={Uri.EscapeDataString(query)}");
        return Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id).Add(c => c.Seq, seq).Add(c => c.Query, query));
    }

    private static string Count(IRenderedComponent<TranscriptPane> pane) => pane.Find("[role=search] .count").TextContent;

    private static string Hit(IRenderedComponent<TranscriptPane> pane) => pane.Find("article.cw-msg--hit .cw-msg__body").TextContent.Trim();
}
