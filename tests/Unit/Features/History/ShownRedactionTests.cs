using Bunit;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Features.Search.Palette;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What was stored before its owner wanted it removed, on the pages.</summary>
public sealed class ShownRedactionTests : PageTest
{
    private const string Mail = "leonor@example.com", Removed = "[e-mail address removed]";

    [Fact]
    public async Task No_page_shows_it_until_it_is_not_wanted_removed_any_more()
    {
        var conversation = await CreateAsync($"Letter to {Mail}", Said.User($"First {Mail}"), Said.Ai($"Then {Mail}"));
        foreach (var (profiles, isShown) in (((string[], bool)[])[([], true), (["emails"], false), ([], true)]))
        {
            await SaveAsync(profiles);
            foreach (var (name, page) in Pages(conversation))
            {
                page.WaitForAssertion(() => Assert.True(page.Markup.Contains("Letter", StringComparison.Ordinal) && page.Markup.Contains(isShown ? Mail : "e-mail address removed", StringComparison.Ordinal), name));
                Assert.True(page.Markup.Contains(Mail, StringComparison.Ordinal) == isShown, name);
            }
        }
    }

    [Fact]
    public async Task Pages_that_are_open_follow_the_choice()
    {
        var conversation = await CreateAsync($"Letter to {Mail}", Said.User($"First {Mail}"), Said.Ai($"Then {Mail}"));
        var pages = Pages(conversation).Where(page => page.Name is "list" or "transcript" or "live").ToList();
        foreach (var (profiles, isShown) in (((string[], bool)[])[(["emails"], false), ([], true)]))
        {
            await SaveAsync(profiles);
            foreach (var (name, page) in pages)
            {
                page.WaitForAssertion(() => Assert.True(page.Markup.Contains(Mail, StringComparison.Ordinal) == isShown && page.Markup.Contains(Removed, StringComparison.Ordinal) != isShown, name));
            }
        }
    }

    [Fact]
    public async Task An_answer_that_goes_on_is_read_without_it()
    {
        var conversation = await CreateAsync("Letter");
        var drafts = Services.GetRequiredService<ConvoWeb.Features.Messages.Drafts.DraftService>();
        var draft = (await AppendAsync(conversation.Id, new() { Type = ConvoWeb.Data.Conversations.MessageType.Ai, State = ConvoWeb.Data.Conversations.MessageState.Draft }))!.Message;
        await drafts.AppendAsync(Alice, conversation.Id, draft.Id, [new() { N = 0, Text = $"Write to {Mail}. " }], Cancel);
        await SaveAsync("emails");

        var pane = Open(conversation);
        await drafts.AppendAsync(Alice, conversation.Id, draft.Id, [new() { N = 1, Text = "And wait" }], Cancel);
        pane.WaitForAssertion(() => Assert.Equal($"Write to {Removed}. And wait", pane.Find("[data-copy-source]").TextContent.Trim()));
        await drafts.FinalizeAsync(Alice, conversation.Id, draft.Id, new(), Cancel);

        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[data-live-text], .cw-msg--live")));
        Assert.DoesNotContain(Mail, pane.Markup, StringComparison.Ordinal);
    }

    private IReadOnlyList<(string Name, IRenderedComponent<IComponent> Page)> Pages(ConversationView conversation)
    {
        var palette = Render<PaletteDialog>();
        palette.Find("input").Input("Letter");
        var recent = Render<PaletteDialog>();
        recent.Find("input").Input("");
        Navigation.NavigateTo("/search?q=Letter");
        var search = Render<SearchPage>();
        return
        [
            ("list", Render<HistoryPage>()),
            ("transcript", Open(conversation)),
            ("live", Render<LivePage>()),
            ("palette", palette),
            ("what is recent", recent),
            ("search", search),
        ];
    }

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));

    private Task SaveAsync(params string[] profiles) =>
        Services.GetRequiredService<RedactionService>().SaveAsync(Alice, new RedactionSettings { Profiles = profiles }, Cancel);
}
