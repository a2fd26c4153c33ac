using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Features.Search.Saved;
using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Search.Palette;

/// <summary>What the palette offers for what was typed: pages, conversations by the words of their titles, saved searches.</summary>
public sealed class PaletteSource(ConversationService conversations, SearchService search, SavedSearchService saved)
{
    private const int MaxOfOneKind = 6;

    private static IEnumerable<PaletteEntry> Pages =>
    [
        new(IconName.Chat, SearchTexts.History, "/"),
        new(IconName.Live, SearchTexts.Live, "/live"),
        new(IconName.Search, SearchTexts.Search, SearchAddresses.Page),
        new(IconName.Stats, SearchTexts.Stats, "/stats"),
        new(IconName.Import, SearchTexts.Import, "/import"),
        new(IconName.Plug, SearchTexts.ConnectProgram, "/connect"),
        new(IconName.Shield, SearchTexts.PrivacyAndSettings, "/privacy"),
    ];

    public async Task<IReadOnlyList<PaletteGroup>> FindAsync(CurrentUser user, string text, BrowserTime time, CancellationToken cancellationToken)
    {
        var typed = text.Trim();
        List<WordClause> wanted = [.. from word in typed.Split((char[]?)null) let term = WordTerm.Of(word, isPrefix: true) where term is not null select new WordClause([term])];
        List<PaletteGroup> groups =
        [
            new(SearchTexts.Pages, [.. Pages.Where(page => Holds(page.Text))]),
            typed.Length == 0
                ? new(SearchTexts.Recent, await RecentAsync(user, time, cancellationToken))
                : new(SearchTexts.Conversations, await ByTitleAsync(user, typed, wanted, time, cancellationToken)),
            new(SearchTexts.SavedSearches, await SavedAsync(user, Holds, cancellationToken)),
        ];
        if (typed.Length > 0)
        {
            groups.Add(new(SearchTexts.Messages, [new(IconName.Search, Wording.Of(SearchTexts.SearchAllMessagesFor, typed), SearchAddresses.Search(typed)) { Keys = "Mod ↵" }]));
        }

        return [.. groups.Where(group => group.Entries.Count > 0)];

        // What is typed may mean no word at all, and then no name either.
        bool Holds(string name) => typed.Length == 0 || (wanted.Count > 0 && wanted.TrueForAll(word => new WordPlaces(new WordQuery([word])).In(name).Count > 0));
    }

    private async Task<IReadOnlyList<PaletteEntry>> RecentAsync(CurrentUser user, BrowserTime time, CancellationToken cancellationToken)
    {
        var page = await conversations.ListAsync(user, new ConversationFilter(), ConversationOrder.NewestFirst, null, MaxOfOneKind, cancellationToken);
        return [.. page.Items.Select(conversation => EntryOf(conversation, [], time))];
    }

    private async Task<IReadOnlyList<PaletteEntry>> ByTitleAsync(
        CurrentUser user, string typed, IReadOnlyList<WordClause> wanted, BrowserTime time, CancellationToken cancellationToken)
    {
        var query = SearchQuery.Empty with { Text = typed, Title = new WordQuery(wanted) };
        var found = await search.SearchAsync(user, new SearchRequest { Query = query, Limit = MaxOfOneKind, Zone = time.Zone }, cancellationToken);
        return [.. found.Items.Select(item => EntryOf(item.Conversation, item.TitleHighlights, time))];
    }

    private async Task<IReadOnlyList<PaletteEntry>> SavedAsync(CurrentUser user, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var page = await saved.ListAsync(user, null, PageLimits.Max, cancellationToken);
        return
        [
            .. page.Items
                .Where(search => isWanted(search.Name))
                .Take(MaxOfOneKind)
                .Select(search => new PaletteEntry(IconName.Search, search.Name, SearchAddresses.Search(search.Query), search.Query == search.Name ? null : search.Query)),
        ];
    }

    private static PaletteEntry EntryOf(ConversationView conversation, IReadOnlyList<Highlight> highlights, BrowserTime time) =>
        new(
            conversation.AudioDuration > 0 ? IconName.Mic : IconName.Chat,
            conversation.Title,
            SearchAddresses.Conversation(conversation.Id),
            time.ShortDay(time.DayOf(conversation.LastMessageAt)))
        {
            Highlights = highlights,
        };
}
