using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Features.Search.Saved;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Search.Pages;

public sealed class SearchPageTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    private SavedSearchService Saved => Services.GetRequiredService<SavedSearchService>();

    [Fact]
    public async Task What_is_typed_is_found_a_moment_later_and_stands_in_the_address()
    {
        var trip = await CreateAsync("Trip", Said.User("Which museums are open in Oslo?"), Said.Ai("Most of them."));
        await CreateAsync("Other", Said.User("Bergen"));
        var page = Open("/search");

        var typing = TypeAsync(page, "museu");
        Assert.EndsWith("/search", Navigation.Uri, StringComparison.Ordinal);
        Pass();
        await typing;

        page.WaitForAssertion(() => Assert.Equal(["Trip"], Titles(page)));
        Assert.EndsWith("/search?q=museu", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(Assert.IsType<BunitNavigationManager>(Navigation).History.First().Options.ReplaceHistoryEntry);
        Assert.Equal("1 message in 1 conversation", page.Find(".sum").TextContent);
        Assert.Equal($"/c/{trip.Id}?m=1&q=museu%2A", page.Find(".cw-quote").GetAttribute("href"));
        Assert.Equal("museums", page.Find(".cw-quote mark").TextContent);
    }

    [Fact]
    public async Task Of_what_is_typed_without_a_pause_only_the_last_is_looked_for()
    {
        await CreateAsync("Trip", Said.User("Oslo"));
        await CreateAsync("Other", Said.User("Bergen"));
        var page = Open("/search");

        var first = TypeAsync(page, "oslo");
        var second = TypeAsync(page, "bergen");
        Pass();
        await Task.WhenAll(first, second);

        page.WaitForAssertion(() => Assert.Equal(["Other"], Titles(page)));
        Assert.Single(Assert.IsType<BunitNavigationManager>(Navigation).History, step => step.Options.ReplaceHistoryEntry);
    }

    [Fact]
    public async Task Enter_makes_a_step_that_the_way_back_leads_to()
    {
        await CreateAsync("Trip", Said.User("Oslo"));
        var page = Open("/search");
        await TypeAndWaitAsync(page, "oslo");

        await page.Find("form").SubmitAsync();
        await TypeAndWaitAsync(page, "bergen");
        await TypeAndWaitAsync(page, "bergen now");

        Assert.Equal(
            ["/search?q=bergen%20now", "/search?q=oslo"],
            Assert.IsType<BunitNavigationManager>(Navigation).History.Take(2).Select(step => step.Uri));
    }

    [Fact]
    public async Task The_address_is_the_query()
    {
        await CreateAsync("Trip", Said.User("Oslo"));
        await CreateAsync("Other", Said.User("Bergen"));
        var page = Open("/search?q=oslo");
        page.WaitForAssertion(() => Assert.Equal(["Trip"], Titles(page)));

        Navigation.NavigateTo("/search?q=bergen&order=newest");

        page.WaitForAssertion(() => Assert.Equal(["Other"], Titles(page)));
        Assert.Equal(("bergen", "Newest"), (Box(page).GetAttribute("value"), page.Find("select").GetAttribute("value")));
    }

    [Fact]
    public async Task Another_order_is_a_step_and_stands_in_the_address()
    {
        await CreateAsync("Trip", Said.User("Oslo"));
        var page = Open("/search?q=oslo");

        await page.WaitForElement("select").ChangeAsync(new ChangeEventArgs { Value = "Relevance" });

        Assert.EndsWith("/search?q=oslo&order=relevance", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_is_written_into_the_text_and_taken_out_of_it()
    {
        await CreateAsync("Trip", Said.User("Oslo"), Said.Ai("Oslo it is"));
        var page = Open("/search?q=oslo");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".cw-quote").Count));

        await Option(page, "You").ChangeAsync(new ChangeEventArgs { Value = true });

        page.WaitForAssertion(() => Assert.Equal("Oslo", Assert.Single(page.FindAll(".cw-quote .said")).TextContent));
        Assert.Equal("from:user oslo", Box(page).GetAttribute("value"));
        Assert.True(Option(page, "You").HasAttribute("checked"));
        Assert.Equal("You wrote", page.Find(".cw-chip--on").TextContent.Trim());

        await page.Find(".cw-chip--on button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".cw-quote").Count));
        Assert.Equal("oslo", Box(page).GetAttribute("value"));
        Assert.False(Option(page, "You").HasAttribute("checked"));
    }

    [Theory]
    [InlineData("from:ai", "AI")]
    [InlineData("personality:juno", "Juno")]
    [InlineData("has:code has:link", "Code", "Link")]
    [InlineData("is:starred", "Only starred")]
    [InlineData("status:archived", "Only archived")]
    [InlineData("after:30d", "Last 30 days")]
    [InlineData("on:2026-03-01..2026-03-05", "Choose dates")]
    public async Task What_is_typed_switches_the_controls(string text, params string[] expected)
    {
        await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno" }, null, Cancel);

        var page = Open($"/search?q={Uri.EscapeDataString(text)}");

        page.WaitForAssertion(() => Assert.Equal(
            expected,
            page.FindAll("aside .cw-opt:has([checked])").Select(Name).Where(name => name is not "Any time" || expected.Contains(name))));
    }

    [Fact]
    public async Task Days_are_chosen_from_and_to_both_included()
    {
        await CreateAsync("Trip", Said.User("Oslo") with { Timestamp = new DateTimeOffset(2026, 3, 5, 23, 30, 0, TimeSpan.Zero) });
        await CreateAsync("Later", Said.User("Oslo") with { Timestamp = new DateTimeOffset(2026, 3, 6, 0, 30, 0, TimeSpan.Zero) });
        var page = Open("/search?q=oslo");

        await Option(page, "Choose dates").ChangeAsync(new ChangeEventArgs { Value = "on" });
        await page.FindAll("aside input[type=date]")[0].ChangeAsync(new ChangeEventArgs { Value = "0202-03-01" }); // while the year is typed
        Assert.Equal("oslo", Box(page).GetAttribute("value"));
        await page.FindAll("aside input[type=date]")[0].ChangeAsync(new ChangeEventArgs { Value = "2026-03-01" });
        await page.FindAll("aside input[type=date]")[1].ChangeAsync(new ChangeEventArgs { Value = "2026-03-05" });

        page.WaitForAssertion(() => Assert.Equal(["Trip"], Titles(page)));
        Assert.Equal("on:2026-03-01..2026-03-05 oslo", Box(page).GetAttribute("value"));
        Assert.Equal(["2026-03-01", "2026-03-05"], page.FindAll("aside input[type=date]").Select(input => input.GetAttribute("value")));
    }

    [Fact]
    public async Task Of_many_personalities_the_chosen_and_a_few_are_shown_and_all_on_demand()
    {
        for (var i = 10; i < 30; i++)
        {
            await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = $"Persona {i}" }, null, Cancel);
        }

        var page = Open("/search?q=" + Uri.EscapeDataString("personality:\"Persona 29\""));
        page.WaitForAssertion(() => Assert.Equal(8, page.FindAll("aside .cw-opt:has(.cw-who)").Count));
        Assert.True(Option(page, "Persona 29").HasAttribute("checked"));

        await page.Find("aside button:contains('Show all 20')").ClickAsync(new());

        Assert.Equal(20, page.FindAll("aside .cw-opt:has(.cw-who)").Count);
    }

    [Fact]
    public async Task A_choice_tells_how_many_messages_it_would_leave()
    {
        await CreateAsync("Trip", Said.User("Oslo"), Said.Ai("Oslo it is"), Said.Ai("Or not Oslo"));

        var page = Open("/search?q=oslo");

        page.WaitForAssertion(() => Assert.StartsWith("2", Option(page, "AI").ParentElement!.QuerySelector(".cw-count")!.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_understood_is_shown_beside_the_box()
    {
        var page = Open("/search?q=from%3Arobot");

        var problem = page.WaitForElement(".problems");

        Assert.Equal("from:robot", problem.QuerySelector("mark")!.TextContent);
        Assert.Equal((problem.Id, "true"), (Box(page).GetAttribute("aria-describedby"), Box(page).GetAttribute("aria-invalid")));
    }

    [Fact]
    public async Task When_nothing_is_found_it_says_what_to_leave_out()
    {
        await CreateAsync("Trip", Said.User("Oslo has museums"));

        var page = Open("/search?q=" + Uri.EscapeDataString("oslo ferry is:starred"));

        page.WaitForAssertion(() => Assert.Equal(["Only oslo"], page.FindAll(".offers a").Select(offer => offer.TextContent))); // one thing less is still too much
        Navigation.NavigateTo("/search?q=" + Uri.EscapeDataString("oslo is:starred"));
        page.WaitForAssertion(() => Assert.Equal("Without Starred", page.Find(".offers a").TextContent));
        Assert.Equal(("/search?q=oslo", "1 message"), (page.Find(".offers a").GetAttribute("href"), page.Find(".offers .cw-num").TextContent));
    }

    [Fact]
    public void Before_anything_is_typed_there_are_examples_that_can_be_followed()
    {
        var page = Open("/search");

        Assert.All(page.FindAll(".examples dt a"), link => Assert.StartsWith("/search?q=", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(page.FindAll(".examples dt a"), link =>
        {
            Navigation.NavigateTo(link.GetAttribute("href")!);
            Assert.Empty(page.FindAll(".problems"));
        });
    }

    [Fact]
    public async Task Text_from_a_message_is_never_markup()
    {
        await CreateAsync("<i>Trip</i>", Said.User("<b>oslo</b> & <img src=x onerror=alert(1)>"));

        var page = Open("/search?q=oslo");

        page.WaitForAssertion(() => Assert.Equal("oslo", page.Find(".cw-quote mark").TextContent));
        Assert.Contains("<b>oslo</b>", page.Find(".cw-quote .said").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".cw-hit i, .cw-hit b, .cw-hit img"));
    }

    [Fact]
    public async Task A_hit_tells_who_said_it_when_and_what_else_there_is()
    {
        var juno = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno", Color = PersonalityColor.Lagoon }, null, Cancel);
        await Conversations.CreateAsync(
            Alice,
            new NewConversation { Title = "Trip", PersonalityId = juno.Id, Starred = true, Messages = [.. Enumerable.Range(0, 5).Select(i => Said.Ai($"Oslo {i}"))] },
            null,
            Cancel);

        var page = Open("/search?q=oslo");

        var hit = page.WaitForElement(".cw-hit");
        Assert.Contains("cw-p6", hit.ClassList);
        Assert.Equal("J", hit.QuerySelector(".cw-who")!.TextContent.Trim());
        Assert.Equal("Juno, 09:32", hit.QuerySelector(".cw-quote span")!.TextContent);
        Assert.Equal("Today", hit.QuerySelector(".cw-hit__date")!.TextContent);
        Assert.Equal("5 hits", hit.QuerySelector(".cw-hit__foot span")!.TextContent);
        Assert.NotNull(hit.QuerySelector("[aria-label=Starred]"));
    }

    [Fact]
    public async Task A_conversation_found_by_its_title_is_led_to_as_a_whole()
    {
        var trip = await CreateAsync("Trip to Oslo", Said.User("Hello"));

        var page = Open("/search?q=oslo");

        page.WaitForAssertion(() => Assert.Equal($"/c/{trip.Id}", page.Find(".cw-hit__title a").GetAttribute("href")));
        Assert.Equal("1 conversation by title", page.Find(".sum").TextContent);
    }

    [Fact]
    public async Task The_list_reads_on_until_all_are_there()
    {
        for (var i = 0; i < 60; i++)
        {
            await CreateAsync($"Conversation {i}", Said.User("Oslo"));
        }

        var page = Open("/search?q=oslo");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-more]")));
        Assert.Equal("60 messages", page.Find(".sum").TextContent);

        while (page.FindAll("[data-more]") is [var more])
        {
            await more.ClickAsync(new());
        }

        Assert.Equal(60, Titles(page).Distinct().Count());
        Assert.Equal("60 messages in 60 conversations", page.Find(".sum").TextContent);
    }

    [Fact]
    public async Task A_search_is_saved_under_a_name_opened_renamed_and_deleted_and_comes_back()
    {
        await CreateAsync("Trip", Said.User("Oslo"));
        var page = Open("/search?q=oslo");

        await page.WaitForElement("button:contains('Save search')").ClickAsync(new());
        await page.Find("dialog input[id^=text]").InputAsync(new ChangeEventArgs { Value = "Norway" });
        await page.Find("dialog form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("/search?q=oslo", page.Find("aside .saved a").GetAttribute("href")));
        Assert.Equal(("Norway", "true"), (page.Find("aside .saved a").TextContent, page.Find("aside .saved a").GetAttribute("aria-current")));
        Assert.Equal("true", page.Find("button:contains('Saved')").GetAttribute("aria-disabled"));

        await page.Find("aside .saved [role=menuitem]:contains('Rename')").ClickAsync(new());
        await page.Find("aside dialog input").InputAsync(new ChangeEventArgs { Value = "The north" });
        await page.Find("aside dialog form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("The north", page.Find("aside .saved a").TextContent));

        await page.Find("aside .saved [role=menuitem]:contains('Delete')").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("aside .saved a")));
        Assert.Empty((await Saved.ListAsync(Alice, null, null, Cancel)).Items);

        var toast = Services.GetRequiredService<ToastService>().Shown[^1];
        Assert.Equal("1 saved search deleted", toast.Message);
        await page.InvokeAsync(toast.Action!);
        page.WaitForAssertion(() => Assert.Equal("The north", page.Find("aside .saved a").TextContent));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_at_its_field()
    {
        await Saved.CreateAsync(Alice, new SavedSearchEdit { Name = "Norway", Query = "bergen" }, null, Cancel);
        await CreateAsync("Trip", Said.User("Oslo"));
        var page = Open("/search?q=oslo");

        await page.WaitForElement("button:contains('Save search')").ClickAsync(new());
        await page.Find("dialog input[id^=text]").InputAsync(new ChangeEventArgs { Value = "norway" });
        await page.Find("dialog form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("There is a saved search of that name already.", page.Find("dialog [role=alert]").TextContent));
        Assert.Equal("true", page.Find("dialog input").GetAttribute("aria-invalid"));
    }

    private IRenderedComponent<SearchPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<SearchPage>();
    }

    private void Pass() => _clock.Advance(SearchPage.Debounce);

    private static Task TypeAsync(IRenderedComponent<SearchPage> page, string text) => Box(page).InputAsync(new ChangeEventArgs { Value = text });

    private async Task TypeAndWaitAsync(IRenderedComponent<SearchPage> page, string text)
    {
        var typing = TypeAsync(page, text);
        Pass();
        await typing;
    }

    private static IElement Box(IRenderedComponent<SearchPage> page) => page.Find("input[type=search]");

    private static IElement Option(IRenderedComponent<SearchPage> page, string name) =>
        page.FindAll("aside .cw-opt").Single(option => Name(option) == name).QuerySelector("input")!;

    /// <summary>Without the initial of a personality and without the count.</summary>
    private static string Name(IElement option) =>
        string.Concat(option.ChildNodes.Where(node => node is not IElement { ClassName: var name } || name?.Contains("cw-", StringComparison.Ordinal) is not true).Select(node => node.TextContent)).Trim();

    private static IEnumerable<string> Titles(IRenderedComponent<SearchPage> page) => page.FindAll(".cw-hit__title").Select(title => title.TextContent.Trim());
}
