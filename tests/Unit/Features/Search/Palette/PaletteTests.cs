using Bunit;
using ConvoWeb.Features.Search.Palette;
using ConvoWeb.Features.Search.Saved;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Search.Palette;

public sealed class PaletteTests : PageTest
{
    [Fact]
    public async Task Before_anything_is_typed_it_offers_the_pages_what_is_recent_and_what_was_saved()
    {
        await CreateAsync("Older");
        await CreateAsync("Newer");
        await SaveAsync("Norway", "oslo OR bergen");
        var palette = Render<PaletteDialog>();

        await TypeAsync(palette, "");

        Assert.Equal(["Pages", "Recent", "Saved searches"], palette.FindAll("[role=group]").Select(group => group.GetAttribute("aria-label")));
        Assert.Equal(["History", "Live", "Search", "Stats", "Import", "Connect a program", "Privacy and settings"], Entries(palette, "Pages"));
        Assert.Equal(["Newer", "Older"], Entries(palette, "Recent"));
        Assert.Equal(["Norway"], Entries(palette, "Saved searches"));
    }

    [Fact]
    public async Task What_is_typed_begins_words_of_titles_names_and_pages_and_last_it_searches_all_messages()
    {
        var trip = await CreateAsync("A trip to Lisbon");
        await CreateAsync("Something else");
        await SaveAsync("My list", "has:code");
        var palette = Render<PaletteDialog>();

        await TypeAsync(palette, "li");

        Assert.Equal(["Live"], Entries(palette, "Pages"));
        Assert.Equal(["A trip to Lisbon"], Entries(palette, "Conversations"));
        Assert.Equal(["My list"], Entries(palette, "Saved searches"));
        Assert.Equal("Lisbon", palette.Find("[aria-label=Conversations] mark").TextContent);
        Assert.Equal($"/c/{trip.Id}", palette.Find("[aria-label=Conversations] a").GetAttribute("href"));
        var last = palette.FindAll("[role=option]")[^1];
        Assert.Equal(("Search all messages for “li”", "/search?q=li"), (last.QuerySelector(".text")!.TextContent, last.GetAttribute("href")));
        Assert.Equal("li", palette.Find("[role=listbox]").GetAttribute("data-for"));
    }

    [Fact]
    public async Task What_is_typed_is_text_and_no_query()
    {
        await CreateAsync("Trip");
        var palette = Render<PaletteDialog>();

        await TypeAsync(palette, "\"from:user -x* <b>");

        Assert.Equal(["Search all messages for “\"from:user -x* <b>”"], palette.FindAll("[role=option] .text").Select(entry => entry.TextContent));
    }

    [Fact]
    public async Task What_means_no_word_means_no_name_either()
    {
        await CreateAsync("Trip");
        await SaveAsync("Norway", "oslo");
        var palette = Render<PaletteDialog>();

        await TypeAsync(palette, "***");

        Assert.Equal(["Search all messages for “***”"], palette.FindAll("[role=option] .text").Select(entry => entry.TextContent));
    }

    [Fact]
    public async Task Once_it_is_closed_it_holds_nothing()
    {
        await CreateAsync("Trip");
        var palette = Render<PaletteDialog>();
        await TypeAsync(palette, "");

        await palette.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);

        Assert.Empty(palette.FindAll("[role=option]"));
    }

    private Task SaveAsync(string name, string query) =>
        Services.GetRequiredService<SavedSearchService>().CreateAsync(Alice, new SavedSearchEdit { Name = name, Query = query }, null, Cancel);

    private static Task TypeAsync(IRenderedComponent<PaletteDialog> palette, string text) =>
        palette.Find("input").InputAsync(new ChangeEventArgs { Value = text });

    private static IEnumerable<string> Entries(IRenderedComponent<PaletteDialog> palette, string group) =>
        palette.FindAll($"[aria-label='{group}'] .text").Select(entry => entry.TextContent);
}
