using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What the controls beside the box read from its text and write into it: the text alone is the query.</summary>
internal static class QueryEdits
{
    /// <summary>As it was typed.</summary>
    public static string TextOf(SearchQuery query, SearchFilter filter) => query.Text.Substring(filter.Span.Start, filter.Span.Length);

    public static IEnumerable<TFilter> Wanted<TFilter>(this SearchQuery query)
        where TFilter : SearchFilter => query.Filters.OfType<TFilter>().Where(filter => !filter.IsUnwanted);

    /// <summary>A choice is made, or taken back when it is among the filters already.</summary>
    public static string Toggle(SearchQuery query, IEnumerable<SearchFilter> chosen, string filter) =>
        chosen.Any() ? Without(query, chosen) : With(query, filter);

    /// <summary>Of its kind there is only this one afterwards; none when it is null.</summary>
    public static string Only<TFilter>(SearchQuery query, string? filter)
        where TFilter : SearchFilter =>
        filter is not null && !query.Wanted<TFilter>().Any() ? With(query, filter) : SearchQueryText.Replace<TFilter>(query, filter);

    /// <summary>A word that is only begun stays the last: another place would make it a whole one, which is somewhere else.</summary>
    public static string With(SearchQuery query, string filter) =>
        OpenWord(query.Text) is null
            ? SearchQueryText.With(query, filter)
            : $"{SearchQueryText.With(query with { Text = "", Filters = [] }, filter)} {query.Text}";

    public static string Without(SearchQuery query, IEnumerable<SearchFilter> filters) =>
        filters.OrderByDescending(filter => filter.Span.Start).Aggregate(query.Text, (text, filter) => SearchQueryText.Without(query with { Text = text }, filter));

    /// <summary>The query with one thing less, for each filter and each word; and the words of a phrase on their own.</summary>
    public static IEnumerable<(string Before, string Part, string Text)> Loosened(SearchQuery query)
    {
        foreach (var filter in query.Filters)
        {
            yield return (SearchTexts.Without, NameOf(query, filter), SearchQueryText.Without(query, filter));
        }

        var words = WordsOf(query);
        foreach (var word in words)
        {
            var (before, after) = (query.Text[..word.Span.Start], query.Text[word.Span.End..]);
            if (word is { IsQuoted: true, Key: null, IsUnwanted: false } && word.Value.Any(char.IsWhiteSpace))
            {
                yield return (SearchTexts.WordsApart, word.Value, $"{before}{word.Value}{after}");
            }

            if (words.Count + query.Filters.Count > 1)
            {
                yield return (SearchTexts.Without, query.Text[word.Span.Start..word.Span.End], $"{before.TrimEnd()} {after.TrimStart()}".Trim());
            }
        }
    }

    /// <summary>Each of its words alone: for when one thing less is still too much.</summary>
    public static IEnumerable<(string Before, string Part, string Text)> Alone(SearchQuery query) =>
        from word in WordsOf(query)
        where !word.IsUnwanted
        let text = query.Text[word.Span.Start..word.Span.End]
        select (SearchTexts.Only, text, text);

    /// <summary>What was found as the beginning of a word is written as one, so that it means the same where nobody types.</summary>
    public static string Linked(SearchQuery typed) =>
        !typed.IsLastWidened ? typed.Text
        : SearchTokens.Of(typed.Text).Last().IsQuoted ? typed.Text + "\"*"
        : typed.Text + "*";

    /// <summary>What a filter leaves, in few words.</summary>
    public static string NameOf(SearchQuery query, SearchFilter filter)
    {
        var name = filter switch
        {
            FromFilter { Type: MessageType.User } => SearchTexts.YouWrote,
            FromFilter => SearchTexts.AiWrote,
            PersonalityFilter personality => personality.IdOrName,
            ModelFilter model => model.IsPrefix ? $"{model.Name}…" : model.Name,
            ByFilter by => Wording.Of(SearchTexts.AnsweredBy, by.IsPrefix ? $"{by.Name}…" : by.Name),
            SourceFilter source => Wording.Of(SearchTexts.Source, source.Name),
            TagFilter tag => Wording.Of(SearchTexts.Tag, tag.Name),
            StatusFilter { Status: ConversationStatus.Archived } => SearchTexts.Archived,
            StatusFilter => SearchTexts.NotArchived,
            HasFilter { What: MessageContains.Audio } => SearchTexts.WithAudio,
            HasFilter { What: MessageContains.Code } => SearchTexts.WithCode,
            HasFilter => SearchTexts.WithLink,
            StarredFilter => SearchTexts.Starred,
            TimeFilter => TimeChoices.NameOf(TextOf(query, filter).TrimStart('-')),
            _ => TextOf(query, filter).TrimStart('-'),
        };
        return filter.IsUnwanted ? Wording.Of(SearchTexts.Not, name) : name;
    }

    /// <summary>What stands beside the filters.</summary>
    private static List<SearchToken> WordsOf(SearchQuery query) =>
        [.. SearchTokens.Of(query.Text).Where(token => !token.IsOr && query.Filters.All(filter => filter.Span != token.Span))];

    /// <summary>The word at the end that one may be in the middle of typing.</summary>
    private static SearchToken? OpenWord(string text) =>
        SearchTokens.Of(text).LastOrDefault() is { IsOpen: true, Key: null, IsUnwanted: false } token ? token : null;
}
