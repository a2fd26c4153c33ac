using System.Globalization;
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

    private static readonly PaletteEntry[] Pages =
    [
        new(IconName.Chat, "History", "/"), new(IconName.Live, "Live", "/live"), new(IconName.Search, "Search", SearchAddresses.Page), new(IconName.Import, "Import", "/import"),
    ];

    public async Task<IReadOnlyList<PaletteGroup>> FindAsync(CurrentUser user, string text, BrowserTime time, CancellationToken cancellationToken)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        List<PaletteGroup> groups =
        [
            new("Pages", [.. Pages.Where(page => Begins(page.Text, words))]),
            words.Length == 0
                ? new("Recent", await RecentAsync(user, time, cancellationToken))
                : new("Conversations", await ByTitleAsync(user, text, words, time, cancellationToken)),
            new("Saved searches", await SavedAsync(user, words, cancellationToken)),
        ];
        if (words.Length > 0)
        {
            groups.Add(new("Messages", [new(IconName.Search, $"Search all messages for “{text.Trim()}”", SearchAddresses.Search(text.Trim()), "Ctrl ↵")]));
        }

        return [.. groups.Where(group => group.Entries.Count > 0)];
    }

    private async Task<IReadOnlyList<PaletteEntry>> RecentAsync(CurrentUser user, BrowserTime time, CancellationToken cancellationToken)
    {
        var page = await conversations.ListAsync(user, new ConversationFilter(), ConversationOrder.NewestFirst, null, MaxOfOneKind, cancellationToken);
        return [.. page.Items.Select(conversation => EntryOf(conversation, [], time))];
    }

    private async Task<IReadOnlyList<PaletteEntry>> ByTitleAsync(CurrentUser user, string text, string[] words, BrowserTime time, CancellationToken cancellationToken)
    {
        var terms = words.Select(word => WordTerm.Of(word, isPrefix: true)).OfType<WordTerm>().ToList();
        if (terms.Count == 0)
        {
            return [];
        }

        var query = SearchQuery.Empty with { Text = text, Title = new WordQuery([.. terms.Select(term => new WordClause([term]))]) };
        var found = await search.SearchAsync(user, new SearchRequest { Query = query, Limit = MaxOfOneKind, Zone = time.Zone }, cancellationToken);
        return [.. found.Items.Select(item => EntryOf(item.Conversation, words, time))];
    }

    private async Task<IReadOnlyList<PaletteEntry>> SavedAsync(CurrentUser user, string[] words, CancellationToken cancellationToken)
    {
        var page = await saved.ListAsync(user, null, PageLimits.Max, cancellationToken);
        return
        [
            .. page.Items
                .Where(search => Begins(search.Name, words))
                .Take(MaxOfOneKind)
                .Select(search => new PaletteEntry(IconName.Search, search.Name, SearchAddresses.Search(search.Query), search.Query == search.Name ? null : search.Query)),
        ];
    }

    private static PaletteEntry EntryOf(ConversationView conversation, string[] words, BrowserTime time) =>
        new(
            conversation.AudioDuration > 0 ? IconName.Mic : IconName.Chat,
            conversation.Title,
            SearchAddresses.Conversation(conversation.Id),
            time.ShortDay(time.DayOf(conversation.LastMessageAt)))
        {
            Highlights = [.. words.Select(word => Beginning(conversation.Title, word)).OfType<Highlight>()],
        };

    /// <summary>Each of the words begins one of the text.</summary>
    private static bool Begins(string text, string[] words) => words.All(word => Beginning(text, word) is not null);

    /// <summary>Where a word of the text begins like this, with or without accents.</summary>
    private static Highlight? Beginning(string text, string word)
    {
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        for (var at = 0; at < text.Length; at++)
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && compare.IsPrefix(text.AsSpan(at), word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace, out var length)
                && length > 0)
            {
                return new Highlight(at, length);
            }
        }

        return null;
    }
}
