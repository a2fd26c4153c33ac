using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Parser;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class ShellTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/live")]
    [InlineData("/search?q=oslo")]
    [InlineData("/import")]
    [InlineData("/privacy")]
    [InlineData("/connect")]
    public async Task A_page_has_no_script_and_no_handler_of_its_own(string address)
    {
        await using var app = new ConvoWebApp();
        using var client = Person(app);

        var page = new HtmlParser().ParseDocument(await client.GetStringAsync(address, Cancel));

        Assert.All(page.Scripts, script => Assert.NotNull(script.Source));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_comes_with_the_days_and_times_of_its_reader()
    {
        await using var app = new ConvoWebApp();
        using var client = Person(app);
        await client.SendAsync("POST /api/conversations", """{"title": "Trip", "messages": [{"type": "user", "content": "Hello", "timestamp": "2025-05-04T20:30:00Z"}]}""");

        var page = await client.SendAsync("GET /", null, ("Accept-Language", "de-DE"), ("Cookie", "cw-zone=Asia%2FTokyo"));

        var text = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("5. Mai 2025", text, StringComparison.Ordinal);
        Assert.Contains(">05:30<", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/c/01a2002d-774f-7dc8-8cfc-79dacbeb493e")]
    [InlineData("/live/01a2002d-774f-7dc8-8cfc-79dacbeb493e")]
    public async Task A_person_who_follows_a_wrong_address_sees_a_page(string address)
    {
        await using var app = new ConvoWebApp();
        using var client = Person(app);

        var answer = await client.GetAsync(address, Cancel);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Nothing here", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_follows_a_wrong_address_gets_problem_details()
    {
        await using var app = new ConvoWebApp();
        using var client = app.CreateClient();

        var answer = await client.GetAsync("/api/nowhere", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/tokens.css")]
    [InlineData("/app.css")]
    [InlineData("/theme.js")]
    [InlineData("/shell.js")]
    [InlineData("/keys.js")]
    [InlineData("/menus.js")]
    [InlineData("/favicon.svg")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/Features/History/TranscriptPane.razor.js")]
    [InlineData("/Features/Search/Pages/SearchPage.razor.js")]
    [InlineData("/Features/Search/Palette/PaletteDialog.razor.js")]
    public async Task What_the_pages_load_is_there(string address)
    {
        await using var app = new ConvoWebApp();
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(address, Cancel)).StatusCode);
    }

    private static HttpClient Person(ConvoWebApp app)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return client;
    }
}
