using System.Text.Json;
using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.History;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class TranscriptPaneTests : PageTest
{
    [Fact]
    public async Task A_new_message_appears_on_an_open_page()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);

        await AppendAsync(conversation.Id, Said.User("Which museums are open?"));

        pane.WaitForAssertion(() => Assert.Equal("Which museums are open?", pane.Find(".cw-msg--user .cw-msg__body").TextContent.Trim()));
    }

    [Fact]
    public async Task Speakers_are_named_and_coloured()
    {
        var juno = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno", Color = PersonalityColor.Lagoon }, null, Cancel);
        var conversation = await Conversations.CreateAsync(
            Alice, new NewConversation { PersonalityId = juno.Id, Messages = [Said.User("Hello"), Said.Ai("Good morning")] }, null, Cancel);

        var pane = Open(conversation);

        Assert.Equal(["You", "Juno"], pane.FindAll(".cw-msg__name").Select(name => name.TextContent));
        Assert.Contains("cw-p6", pane.Find(".cw-msg--ai").ClassList);
    }

    [Fact]
    public async Task The_newest_part_is_shown_and_the_part_before_comes_on_request_or_as_one_gets_there()
    {
        var conversation = await CreateAsync("Long", [.. Enumerable.Range(1, 60).Select(i => Said.User($"Message {i}"))]);
        var pane = Open(conversation);
        Assert.Equal((24, "Message 37"), (pane.FindAll("article").Count, FirstText(pane)));

        await pane.Find(".earlier button").ClickAsync(new());
        Assert.Equal((48, "Message 13"), (pane.FindAll("article").Count, FirstText(pane)));

        await pane.InvokeAsync(pane.Instance.EarlierInViewAsync);
        Assert.Equal((60, "Message 1"), (pane.FindAll("article").Count, FirstText(pane)));
        Assert.Empty(pane.FindAll(".earlier"));
    }

    [Fact]
    public async Task Earlier_messages_stay_when_a_new_one_comes()
    {
        var conversation = await CreateAsync("Long", [.. Enumerable.Range(1, 40).Select(i => Said.User($"Message {i}"))]);
        var pane = Open(conversation);
        await pane.Find(".earlier button").ClickAsync(new());

        await AppendAsync(conversation.Id, Said.Ai("The newest"));

        pane.WaitForAssertion(() => Assert.Equal((41, "Message 1"), (pane.FindAll("article").Count, FirstText(pane))));
    }

    [Fact]
    public async Task A_reader_who_is_not_at_the_end_is_told_how_many_are_new()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"));
        var pane = Open(conversation);
        await pane.InvokeAsync(() => pane.Instance.Follow(false));

        await AppendAsync(conversation.Id, Said.Ai("Two"));
        pane.WaitForAssertion(() => Assert.Equal("1 new message", pane.Find(".cw-newmsg").TextContent.Trim()));
        await AppendAsync(conversation.Id, Said.Ai("Three"));
        pane.WaitForAssertion(() => Assert.Equal("2 new messages", pane.Find(".cw-newmsg").TextContent.Trim()));

        await pane.InvokeAsync(() => pane.Instance.Follow(true));
        Assert.Empty(pane.FindAll(".cw-newmsg"));
    }

    [Fact]
    public async Task A_changed_and_a_removed_message_are_followed()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"));
        var pane = Open(conversation);
        var messages = (await Services.GetRequiredService<TranscriptReader>().ReadAsync(Alice, conversation.Id, null, 10, Cancel))!.Messages;

        await Messages.PatchAsync(
            Alice, conversation.Id, messages[0].Id, JsonSerializer.SerializeToElement(new { content = "One, edited" }), null, Cancel);
        pane.WaitForAssertion(() => Assert.Equal("One, edited", FirstText(pane)));

        await Messages.RemoveAsync(Alice, conversation.Id, messages[1].Id, null, Cancel);
        pane.WaitForAssertion(() => Assert.Single(pane.FindAll("article")));
    }

    [Fact]
    public async Task The_result_of_a_tool_is_folded()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.Tool("3 folders", "folder_sizes"));

        var fold = Open(conversation).Find("details.cw-tool");

        Assert.False(fold.HasAttribute("open"));
        Assert.Contains("Result of folder_sizes", fold.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("3 folders", fold.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public async Task A_long_result_is_read_when_it_is_opened()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.Tool(new string('x', 3_000), "folder_sizes"));
        var pane = Open(conversation);
        Assert.Equal(501, pane.Find("pre").TextContent.Length);

        Assert.True(pane.Find("details").HasAttribute("data-cut"));

        await pane.InvokeAsync(() => pane.Instance.FoldAsync(Guid.Parse(pane.Find("article").GetAttribute("data-id")!), isOpen: true));

        pane.WaitForAssertion(() => Assert.Equal(3_000, pane.Find("details[open] pre").TextContent.Length));
    }

    [Fact]
    public async Task What_the_model_thought_is_folded_and_says_how_long_it_is()
    {
        var conversation = await CreateAsync(
            "Trip to Oslo",
            Said.Ai("They want a museum.") with { Metadata = JsonSerializer.SerializeToElement(new { kind = "reasoning" }) },
            Said.Ai("The Munch museum.") with { Metadata = JsonSerializer.SerializeToElement(new { reasoning = "One that is open." }) });

        var folds = Open(conversation).FindAll("details.cw-tool:not([open])");

        Assert.Equal(["Reasoning 4 words", "Reasoning 4 words"], folds.Select(fold => Words(fold.QuerySelector("summary")!)));
        Assert.Equal(["They want a museum.", "One that is open."], folds.Select(fold => fold.QuerySelector("pre")!.TextContent));
    }

    [Fact]
    public async Task A_long_message_opens_folded_and_says_how_long_it_is()
    {
        var conversation = await CreateAsync("Long", Said.Ai(string.Join(' ', Enumerable.Repeat("word", 640))));
        var pane = Open(conversation);
        Assert.Equal("false", pane.Find(".cw-fold").GetAttribute("data-open"));
        Assert.Equal("Show all 640 words", pane.Find(".cw-fold__btn").TextContent.Trim());

        await pane.InvokeAsync(() => pane.Instance.FoldAsync(Guid.Parse(pane.Find("article").GetAttribute("data-id")!), isOpen: true));

        Assert.Equal("true", pane.Find(".cw-fold").GetAttribute("data-open"));
    }

    [Theory]
    [InlineData("https://example.com/a.ogg", true)]
    [InlineData("javascript:alert(1)", false)]
    public async Task Audio_is_a_link_and_never_loaded(string address, bool isLink)
    {
        var conversation = await CreateAsync("Spoken", Said.User("Hello") with { AudioUrl = address, AudioDuration = 17 });

        var pane = Open(conversation);

        Assert.Empty(pane.FindAll("audio, source, video"));
        Assert.Equal(isLink, pane.FindAll($"a[href='{address}']").Count == 1);
    }

    [Fact]
    public async Task The_download_menu_offers_every_format()
    {
        var conversation = await CreateAsync("Trip to Oslo");

        var links = Open(conversation).FindAll("[aria-label=Download] a[download]").Select(link => link.GetAttribute("href"));

        Assert.Equal(["pdf", "html", "markdown", "txt", "csv", "json", "jsonl"], links.Select(link => link!.Split('=')[1]));
    }

    [Fact]
    public async Task A_conversation_is_renamed_and_the_toast_takes_it_back()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var (pane, toasts) = (Open(conversation), Render<ToastHost>());

        await OpenRenameAsync(pane);
        pane.Find(".title-field input").Input("Trip to Bergen");
        await pane.Find("form").SubmitAsync();
        pane.WaitForAssertion(() => Assert.Equal("Trip to Bergen", pane.Find("header h2").TextContent));

        await toasts.WaitForElement(".cw-toast button").ClickAsync(new());
        pane.WaitForAssertion(() => Assert.Equal("Trip to Oslo", pane.Find("header h2").TextContent));
    }

    [Theory]
    [InlineData(501, "A title has at most 500 characters. This one has 501.")]
    [InlineData(0, "A conversation needs a title.")]
    public async Task A_title_that_cannot_be_is_told_beside_the_field(int length, string reason)
    {
        var pane = Open(await CreateAsync("Trip to Oslo"));

        await OpenRenameAsync(pane);
        pane.Find(".title-field input").Input(string.Concat(Enumerable.Repeat("😀", length)));
        await pane.Find("form").SubmitAsync();

        pane.WaitForAssertion(() => Assert.Equal(reason, pane.Find(".title-field [role=alert]").TextContent));
        Assert.Equal("Trip to Oslo", pane.Find("header h2").TextContent);
    }

    [Fact]
    public async Task A_star_is_set_and_seen()
    {
        var pane = Open(await CreateAsync("Trip to Oslo"));

        await pane.Find("[title=Star]").ClickAsync(new());

        pane.WaitForAssertion(() => Assert.Equal("true", pane.Find("[title=Starred]").GetAttribute("aria-pressed")));
    }

    [Fact]
    public async Task To_the_trash_and_back()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var (pane, toasts) = (Open(conversation), Render<ToastHost>());

        await pane.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains("Move to trash")).ClickAsync(new());
        pane.WaitForAssertion(() => Assert.Contains("in the trash", pane.Find(".cw-bar__sub").TextContent, StringComparison.Ordinal));
        Assert.Equal("http://localhost/", Navigation.Uri);

        await toasts.WaitForElement(".cw-toast button").ClickAsync(new());
        pane.WaitForAssertion(() => Assert.DoesNotContain("in the trash", pane.Find(".cw-bar__sub").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));

    private static Task OpenRenameAsync(IRenderedComponent<TranscriptPane> pane) =>
        pane.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains("Rename")).ClickAsync(new());

    private static string Words(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string FirstText(IRenderedComponent<TranscriptPane> pane) => pane.Find("article .cw-msg__body").TextContent.Trim();
}
