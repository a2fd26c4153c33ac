using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.History;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class HistoryPageTests : PageTest
{
    [Fact]
    public void Without_any_conversation_the_page_says_how_to_begin()
    {
        var page = Render<HistoryPage>();

        Assert.Equal("No conversations yet", page.Find(".cw-pane--list h2").TextContent);
        Assert.Equal(["/connect", "/import"], page.FindAll(".cw-start a").Select(way => way.GetAttribute("href")));
        Assert.Equal("Add samples", page.Find(".cw-start button").TextContent);
    }

    [Fact]
    public async Task The_list_shows_the_newest_first_with_its_personality_and_what_it_holds()
    {
        var juno = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno", Color = PersonalityColor.Lagoon }, null, Cancel);
        await CreateAsync("Older", Said.User("One"));
        await Conversations.CreateAsync(
            Alice,
            new NewConversation { Title = "Newer", PersonalityId = juno.Id, Starred = true, Messages = [Said.User("Two") with { AudioDuration = 360 }] },
            null,
            Cancel);

        var rows = Render<HistoryPage>().FindAll(".cw-row");

        Assert.Equal(["Newer", "Older"], rows.Select(row => row.QuerySelector(".cw-row__title")!.TextContent));
        Assert.Contains("cw-p6", rows[0].ClassList);
        Assert.Equal("J", rows[0].QuerySelector(".cw-who")!.TextContent.Trim());
        Assert.Equal("Two", rows[0].QuerySelector(".cw-row__text")!.TextContent);
        Assert.Contains("6 min", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 message", rows[0].TextContent, StringComparison.Ordinal);
        Assert.NotNull(rows[0].QuerySelector("[aria-label=Starred]"));
    }

    [Fact]
    public async Task A_new_conversation_appears_in_an_open_list_and_the_welcome_goes()
    {
        var page = Render<HistoryPage>();

        await CreateAsync("Trip to Oslo", Said.User("Which museums are open?"));

        page.WaitForAssertion(() => Assert.Equal("Trip to Oslo", page.Find(".cw-row__title").TextContent));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".cw-welcome")));
    }

    [Fact]
    public async Task A_message_moves_its_conversation_to_the_top()
    {
        var older = await CreateAsync("Older", Said.User("One"));
        await CreateAsync("Newer", Said.User("Two"));
        var page = Render<HistoryPage>();

        await AppendAsync(older.Id, Said.Ai("Three"));

        page.WaitForAssertion(() => Assert.Equal(["Older", "Newer"], Titles(page)));
        Assert.Equal("Three", page.Find(".cw-row__text").TextContent);
    }

    [Fact]
    public async Task Another_owners_conversation_is_not_shown()
    {
        var page = Render<HistoryPage>();

        await Conversations.CreateAsync(new("bob"), new NewConversation { Title = "Bob's" }, null, Cancel);
        await CreateAsync("Mine");

        page.WaitForAssertion(() => Assert.Equal(["Mine"], Titles(page)));
    }

    [Fact]
    public async Task The_status_stands_in_the_address()
    {
        await CreateAsync("Active one");
        var archived = await CreateAsync("Archived one");
        await Conversations.ArchiveAsync(Alice, archived.Id, true, Cancel);
        var trashed = await CreateAsync("Trashed one");
        await Conversations.TrashAsync(Alice, trashed.Id, null, Cancel);
        var page = Render<HistoryPage>();
        Assert.Equal(["Active one"], Titles(page));

        await page.Find("[title='Filter and sort']").ClickAsync(new());
        await page.Find("[popover] select").ChangeAsync("archived");
        page.WaitForAssertion(() => Assert.Equal(["Archived one"], Titles(page)));
        Assert.EndsWith("?status=archived", page.Find(".cw-row").GetAttribute("href"), StringComparison.Ordinal);

        Navigation.NavigateTo("/?status=deleted");
        page.WaitForAssertion(() => Assert.Equal(["Trashed one"], Titles(page)));
    }

    [Fact]
    public async Task A_conversation_that_is_archived_leaves_the_list()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        await CreateAsync("Stays");
        var page = Render<HistoryPage>();

        await Conversations.ArchiveAsync(Alice, conversation.Id, true, Cancel);

        page.WaitForAssertion(() => Assert.Equal(["Stays"], Titles(page)));
    }

    [Fact]
    public async Task The_list_shows_what_is_looked_at_and_keeps_the_room_of_the_rest()
    {
        for (var i = 0; i < 130; i++)
        {
            await CreateAsync($"Conversation {i}");
        }

        var page = Render<HistoryPage>();
        Assert.Equal("Conversation 129", Titles(page).First());
        Assert.Equal("-1", page.Find(".cw-row").GetAttribute("aria-setsize"));

        await page.InvokeAsync(() => page.FindComponent<ConversationList>().Instance.ShowAsync(120, 129));

        Assert.Equal("Conversation 0", Titles(page).Last());
        Assert.DoesNotContain("Conversation 129", Titles(page));
        var last = page.FindAll(".cw-row")[^1];
        Assert.Equal(("130", "130"), (last.GetAttribute("aria-posinset"), last.GetAttribute("aria-setsize")));
        Assert.Contains($"--rows: {130 - Titles(page).Count()};", page.Find(".space").GetAttribute("style"));
    }

    [Fact]
    public async Task What_a_filter_lets_through_is_shown_and_followed()
    {
        await CreateAsync("Typed", Said.User("One"));
        await CreateAsync("Spoken", Said.User("Two") with { AudioDuration = 3 });
        Navigation.NavigateTo("/?audio=true");
        var page = Render<HistoryPage>();
        Assert.Equal(["Spoken"], Titles(page));
        Assert.Equal("Spoken", page.Find(".cw-seg [aria-current]").TextContent);

        await CreateAsync("Typed as well", Said.User("Three"));
        await CreateAsync("Spoken as well", Said.User("Four") with { AudioDuration = 3 });

        page.WaitForAssertion(() => Assert.Equal(["Spoken as well", "Spoken"], Titles(page)));
    }

    [Fact]
    public async Task What_is_on_is_told_by_chips_that_take_it_off()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "Tagged", Tags = ["travel & food"], Model = "gpt-4o", Source = "chatgpt" }, null, Cancel);
        await CreateAsync("Plain");
        Navigation.NavigateTo("/?tag=travel+%26+food&model=gpt-4o&source=chatgpt&sort=title");
        var page = Render<HistoryPage>();
        Assert.Equal(["Tagged"], Titles(page));
        Assert.Equal(["Tag: travel & food", "gpt-4o", "Source: chatgpt", "By title"], page.FindAll(".cw-chip--on .name").Select(chip => chip.TextContent));

        Navigation.NavigateTo(page.Find("[aria-label='Remove filter: gpt-4o']").GetAttribute("href")!);
        Navigation.NavigateTo(page.Find("[aria-label='Remove filter: Source: chatgpt']").GetAttribute("href")!);
        Navigation.NavigateTo(page.Find("[aria-label='Remove filter: Tag: travel & food']").GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal(["Plain", "Tagged"], Titles(page)));
        Assert.Empty(page.FindAll(".cw-day"));
    }

    [Fact]
    public async Task Where_conversations_came_from_is_chosen_and_followed()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "From ChatGPT", Source = "chatgpt" }, null, Cancel);
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "From Claude", Source = "claude" }, null, Cancel);
        await CreateAsync("Plain");
        var page = Render<HistoryPage>();

        await page.Find("[title='Filter and sort']").ClickAsync(new());
        var choice = page.FindAll("[popover] div").Single(choice => choice.QuerySelector("label")?.TextContent is "Source");
        Assert.Equal(["", "chatgpt", "claude"], choice.QuerySelectorAll("option").Select(option => option.GetAttribute("value")));
        await choice.QuerySelector("select")!.ChangeAsync("chatgpt");
        page.WaitForAssertion(() => Assert.Equal(["From ChatGPT"], Titles(page)));
        Assert.EndsWith("?source=chatgpt", page.Find(".cw-row").GetAttribute("href"), StringComparison.Ordinal);

        await CreateAsync("Plain as well");
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "From ChatGPT as well", Source = "chatgpt" }, null, Cancel);

        page.WaitForAssertion(() => Assert.Equal(["From ChatGPT as well", "From ChatGPT"], Titles(page)));
    }

    [Fact]
    public async Task A_filter_that_leaves_nothing_offers_to_clear_it()
    {
        await CreateAsync("Plain");
        Navigation.NavigateTo("/?tag=nowhere");
        var page = Render<HistoryPage>();
        Assert.Equal("Nothing is left", page.Find(".cw-pane--list h2").TextContent);
        Assert.Empty(page.FindAll(".cw-welcome"));

        Navigation.NavigateTo(page.Find(".nothing a").GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal(["Plain"], Titles(page)));
    }

    [Fact]
    public void An_address_that_means_nothing_is_told_and_can_be_left()
    {
        Navigation.NavigateTo("/?from=someday");

        var page = Render<HistoryPage>();

        Assert.Contains("from must be a time or a day", page.Find(".nothing").TextContent, StringComparison.Ordinal);
        Assert.Equal("/", page.Find(".nothing a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_new_conversation_is_opened()
    {
        var page = Render<HistoryPage>();

        await page.Find("[title='New conversation']").ClickAsync(new());

        var created = Assert.Single((await Conversations.ListAsync(Alice, new ConversationFilter(), ConversationOrder.NewestFirst, null, null, Cancel)).Items);
        Assert.EndsWith($"/c/{created.Id}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_is_a_stop_for_Tab()
    {
        await CreateAsync("One");
        var open = await CreateAsync("Two");
        await CreateAsync("Three");

        var page = Render<HistoryPage>(p => p.Add(x => x.Id, open.Id));

        Assert.Equal("Two", Assert.Single(page.FindAll(".cw-row[tabindex='0']")).QuerySelector(".cw-row__title")!.TextContent);
        Assert.Equal("true", page.Find(".cw-row[tabindex='0']").GetAttribute("aria-current"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_in_a_toast()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        await Conversations.TrashAsync(Alice, conversation.Id, null, Cancel);

        await Services.GetRequiredService<ConversationActions>().StarAsync(Alice, conversation.Id, true);

        var toast = Assert.Single(Services.GetRequiredService<ToastService>().Shown);
        Assert.Equal((true, "The conversation is in the trash. Restore it first."), (toast.IsFailure, toast.Message));
    }

    private static IEnumerable<string> Titles(IRenderedComponent<HistoryPage> page) =>
        page.FindAll(".cw-row__title").Select(title => title.TextContent);
}
