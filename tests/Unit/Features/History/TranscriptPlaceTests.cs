using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>A transcript that is opened at one of its messages.</summary>
public sealed class TranscriptPlaceTests : PageTest
{
    [Fact]
    public async Task A_link_to_a_message_opens_there_and_marks_it()
    {
        var pane = OpenAt(await CreateLongAsync(), 150);

        Assert.Equal(25, pane.FindAll("article").Count);
        Assert.Equal(("Message 150", "-1"), (Hit(pane), pane.Find("article.cw-msg--hit").GetAttribute("tabindex")));
        Assert.Equal(["Earlier messages", "Later messages"], pane.FindAll(".earlier button, .later button").Select(button => button.TextContent));
        Assert.False(pane.Find(".cw-scroll").HasAttribute("data-end"));
    }

    [Fact]
    public async Task The_page_takes_the_message_from_its_address()
    {
        var conversation = await CreateLongAsync();
        Navigation.NavigateTo($"/c/{conversation.Id}?m=20");

        var page = Render<HistoryPage>(p => p.Add(h => h.Id, conversation.Id));

        Assert.Equal("Message 20", page.Find("article.cw-msg--hit .cw-msg__body").TextContent.Trim());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999999")]
    public async Task An_address_without_a_number_opens_the_end(string seq)
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("Hello"));
        Navigation.NavigateTo($"/c/{conversation.Id}?m={seq}");

        var page = Render<HistoryPage>(p => p.Add(h => h.Id, conversation.Id));

        Assert.Empty(page.FindAll(".cw-msg--hit"));
        Assert.Single(page.FindAll("article"));
    }

    [Fact]
    public async Task Later_messages_come_as_one_gets_there_until_the_end_is_there()
    {
        var pane = OpenAt(await CreateLongAsync(), 20);
        Assert.Equal(25, pane.FindAll("article").Count);

        await pane.InvokeAsync(pane.Instance.LaterInViewAsync);
        Assert.Equal(49, pane.FindAll("article").Count);
        while (pane.FindAll(".later button") is [var button])
        {
            await button.ClickAsync(new());
        }

        Assert.Equal((120, "Message 181", "Message 300"), (pane.FindAll("article").Count, Text(pane.FindAll("article")[0]), Text(pane.FindAll("article")[^1])));
        Assert.Empty(pane.FindAll(".later, .cw-newmsg"));
        Assert.True(pane.Find(".cw-scroll").HasAttribute("data-end"));
    }

    [Fact]
    public async Task From_anywhere_a_button_leads_to_the_end()
    {
        var pane = OpenAt(await CreateLongAsync(), 20);
        Assert.Equal("To the end", pane.Find(".cw-newmsg").TextContent.Trim());

        await pane.Find(".cw-newmsg").ClickAsync(new());

        Assert.Equal("Message 300", pane.FindAll("article .cw-msg__body")[^1].TextContent.Trim());
        Assert.Empty(pane.FindAll(".cw-newmsg"));
    }

    [Fact]
    public async Task What_comes_meanwhile_is_counted_and_shown_at_the_end()
    {
        var conversation = await CreateLongAsync();
        var pane = OpenAt(conversation, 20);

        await AppendAsync(conversation.Id, Said.Ai("The newest"));
        pane.WaitForAssertion(() => Assert.Equal("1 new message", pane.Find(".cw-newmsg").TextContent.Trim()));
        Assert.Equal((25, "Message 20"), (pane.FindAll("article").Count, Hit(pane)));

        await pane.Find(".cw-newmsg").ClickAsync(new());
        Assert.Equal("The newest", pane.FindAll("article .cw-msg__body")[^1].TextContent.Trim());
    }

    [Fact]
    public async Task Another_message_in_the_address_is_gone_to()
    {
        var pane = OpenAt(await CreateLongAsync(), 20);

        pane.Render(p => p.Add(c => c.Seq, 250));
        pane.WaitForAssertion(() => Assert.Equal("Message 250", Hit(pane)));

        pane.Render(p => p.Add(c => c.Seq, null));
        Assert.Equal("Message 250", Hit(pane));
    }

    [Fact]
    public async Task One_that_is_gone_opens_the_nearest_and_says_so()
    {
        var toasts = Render<ToastHost>();

        var pane = OpenAt(await CreateLongAsync(), 900);

        Assert.Equal("Message 300", Hit(pane));
        Assert.Contains("not there any more", toasts.Find(".cw-toast").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_folded_opens_for_one_who_was_led_there()
    {
        var conversation = await CreateAsync(
            "Long", Said.Ai(string.Join(' ', Enumerable.Repeat("word", 640))), Said.Tool("3 folders", "folder_sizes"));

        Assert.Equal("true", OpenAt(conversation, 1).Find(".cw-fold").GetAttribute("data-open"));
        Assert.True(OpenAt(conversation, 2).Find("details.cw-tool").HasAttribute("open"));
    }

    private Task<ConversationView> CreateLongAsync() =>
        CreateAsync("Long", [.. Enumerable.Range(1, 300).Select(i => Said.User($"Message {i}"))]);

    private IRenderedComponent<TranscriptPane> OpenAt(ConversationView conversation, int seq)
    {
        var pane = Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id).Add(c => c.Seq, seq));
        pane.WaitForElement("article.cw-msg--hit");
        return pane;
    }

    private static string Hit(IRenderedComponent<TranscriptPane> pane) => Text(pane.Find("article.cw-msg--hit"));

    private static string Text(IElement article) => article.QuerySelector(".cw-msg__body")!.TextContent.Trim();
}
