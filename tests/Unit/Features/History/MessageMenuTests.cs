using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What can be done to one message. Its script names the message; here the test does.</summary>
public sealed class MessageMenuTests : PageTest
{
    [Fact]
    public async Task The_menu_is_that_of_the_message_and_says_what_is_known_of_it()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two") with { Model = "gpt-4o", TokensIn = 1200, TokensOut = 7, TokensEstimated = true });
        var pane = Open(conversation);
        Assert.Empty(Menu(pane).Children);

        await ChooseAsync(pane, 1);

        Assert.Equal(["Copy text", "Copy link", "Edit", "Delete"], Items(pane).Select(item => item.TextContent.Trim()));
        Assert.EndsWith($"/c/{conversation.Id}?m=2", Items(pane)[1].GetAttribute("data-copy-text"), StringComparison.Ordinal);
        Assert.Equal(["gpt-4o", "about 1,200", "about 7"], pane.FindAll(".about b").Skip(1).Select(value => value.TextContent));
    }

    [Fact]
    public async Task A_message_in_the_trash_can_be_copied_and_nothing_else()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"));
        await Conversations.TrashAsync(Alice, conversation.Id, null, Cancel);
        var pane = Open(conversation);

        await ChooseAsync(pane, 0);

        Assert.Equal(["Copy text", "Copy link"], Items(pane).Select(item => item.TextContent.Trim()));
    }

    [Fact]
    public async Task A_message_is_deleted_and_the_toast_brings_it_back()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"), Said.User("Three"));
        var (pane, toasts) = (Open(conversation), Render<ToastHost>());
        await ChooseAsync(pane, 1);

        await Items(pane).Single(item => item.TextContent.Contains("Delete", StringComparison.Ordinal)).ClickAsync(new());
        pane.WaitForAssertion(() => Assert.Equal(["One", "Three"], Texts(pane)));
        Assert.Contains("1 message deleted", toasts.Find(".cw-toast").TextContent, StringComparison.Ordinal);

        await toasts.Find(".cw-toast button").ClickAsync(new());
        pane.WaitForAssertion(() => Assert.Equal(["One", "Two", "Three"], Texts(pane)));
    }

    [Fact]
    public async Task A_message_is_edited_in_place_and_shows_its_text_again_afterwards()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"));
        var pane = Open(conversation);
        await ChooseAsync(pane, 0);

        await Items(pane).Single(item => item.TextContent.Contains("Edit", StringComparison.Ordinal)).ClickAsync(new());
        Assert.NotNull(pane.Find("article form textarea"));

        // Somebody else's change does not take away what is being typed.
        await Messages.PatchAsync(Alice, conversation.Id, IdOf(pane, 0), JsonSerializer.SerializeToElement(new { content = "One, edited" }), null, Cancel);
        await AppendAsync(conversation.Id, Said.Ai("Two"));
        pane.WaitForAssertion(() => Assert.Equal(2, pane.FindAll("article").Count));
        Assert.NotNull(pane.Find("article form textarea"));

        await pane.InvokeAsync(pane.Instance.StopEditing);
        Assert.Equal(["One, edited", "Two"], Texts(pane));
    }

    [Fact]
    public async Task A_message_with_another_beside_it_says_which_it_is_and_the_other_is_one_step_away()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"));
        var pane = Open(conversation);
        Assert.Empty(pane.FindAll(".cw-branch"));

        await AppendAsync(conversation.Id, Said.Ai("Two, another way") with { ParentId = IdOf(pane, 0) });
        pane.WaitForAssertion(() => Assert.Equal("Version 2 of 2", pane.Find(".cw-branch").TextContent.Trim()));
        Assert.Equal(["false", "true"], pane.FindAll("[data-version]").Select(button => button.GetAttribute("aria-disabled") ?? "false"));

        await pane.InvokeAsync(() => pane.Instance.SwitchAsync(IdOf(pane, 1), earlier: true));

        pane.WaitForAssertion(() => Assert.Equal(["One", "Two"], Texts(pane)));
        Assert.Equal("Version 1 of 2", pane.Find(".cw-branch").TextContent.Trim());
        Assert.Equal(IdOf(pane, 1), (await Conversations.FindAsync(Alice, conversation.Id, Cancel))!.ActiveLeafId);
    }

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));

    private static Task ChooseAsync(IRenderedComponent<TranscriptPane> pane, int which) =>
        pane.InvokeAsync(() => pane.Instance.Choose(IdOf(pane, which)));

    private static Guid IdOf(IRenderedComponent<TranscriptPane> pane, int which) => Guid.Parse(pane.FindAll("article")[which].GetAttribute("data-id")!);

    private static IElement Menu(IRenderedComponent<TranscriptPane> pane) => pane.Find(".message-menu");

    private static List<IElement> Items(IRenderedComponent<TranscriptPane> pane) => [.. pane.FindAll(".message-menu [role=menuitem]")];

    private static List<string> Texts(IRenderedComponent<TranscriptPane> pane) =>
        [.. pane.FindAll("[data-copy-source]").Select(text => text.TextContent.Trim())];
}
