using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search;

public enum SearchOrder
{
    /// <summary>All hits by relevance, or, of more than a thousand, the thousand stored last by how many and how new they are. Without words: by time.</summary>
    Best,

    /// <summary>All hits, exactly by relevance.</summary>
    Relevance,

    /// <summary>All hits, exactly by time.</summary>
    Newest,
}

/// <summary>What to look for.</summary>
public sealed record SearchRequest
{
    public required SearchQuery Query { get; init; }

    public SearchOrder Order { get; init; }

    public string? Cursor { get; init; }

    /// <summary>Conversations on a page.</summary>
    public int? Limit { get; init; }

    /// <summary>The reader's: for hours and days.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Only in these conversations; never in the trash.</summary>
    public ConversationFilter Within { get; init; } = new() { Status = ConversationScope.All };

    /// <summary>Only messages of this time.</summary>
    public TimeFilter? Time { get; init; }

    /// <summary>Nothing is asked, so nothing is found.</summary>
    public bool IsEmpty => Query.IsEmpty && Time is null && Within is { Status: ConversationScope.All, PersonalityId: null, Tag: null, Model: null, Source: null, From: null, To: null, Starred: null, Audio: null };
}

/// <summary>A page of what was found.</summary>
public sealed record SearchResults
{
    public static SearchResults Nothing { get; } = new()
    {
        Items = [],
        NextCursor = null,
        Total = 0,
        Facets = SearchFacets.None,
        Problems = [],
    };

    public required IReadOnlyList<SearchItem> Items { get; init; }

    /// <summary>Null on the last page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>Messages; no more than <see cref="SearchService.CountLimit"/> are counted.</summary>
    public required int Total { get; init; }

    /// <summary>There are more than <see cref="Total"/>.</summary>
    public bool TotalIsMore { get; init; }

    /// <summary>Only the newest hits were looked at: <see cref="SearchOrder.Relevance"/> and <see cref="SearchOrder.Newest"/> have them all.</summary>
    public bool IsPartial { get; init; }

    /// <summary>On the first page; the others are of the same hits.</summary>
    public required SearchFacets Facets { get; init; }

    public required IReadOnlyList<SearchProblem> Problems { get; init; }
}

/// <summary>A conversation with the messages that were found in it; none when only its title was.</summary>
/// <param name="Hits">The best of them, at most three.</param>
/// <param name="HitCount">All of them, of those that were looked at.</param>
public sealed record SearchItem(ConversationView Conversation, IReadOnlyList<SearchHit> Hits, int HitCount)
{
    /// <summary>Where in the title what was looked for stands.</summary>
    public IReadOnlyList<Highlight> TitleHighlights { get; init; } = [];
}

/// <summary>One found message, cut to a line or two.</summary>
public sealed record SearchHit
{
    public required Guid MessageId { get; init; }

    public required int Seq { get; init; }

    public required MessageType Type { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Plain text.</summary>
    public required string Snippet { get; init; }

    /// <summary>Where in the snippet what was looked for stands.</summary>
    public required IReadOnlyList<Highlight> Highlights { get; init; }
}

/// <summary>In UTF-16 units, as JavaScript and C# count.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Highlight(int Start, int Length);

/// <summary>
/// How many of the hits each choice would leave: of one kind at a time, the other filters as they are. No more than
/// <see cref="SearchService.CountLimit"/> are counted.
/// </summary>
public sealed record SearchFacets
{
    public static SearchFacets None { get; } = new() { Types = [], Personalities = [], Models = [], Contains = [], Days = [] };

    /// <summary><c>user</c>, <c>ai</c>.</summary>
    public required IReadOnlyList<FacetCount> Types { get; init; }

    /// <summary>By name; the most first.</summary>
    public required IReadOnlyList<FacetCount> Personalities { get; init; }

    public required IReadOnlyList<FacetCount> Models { get; init; }

    /// <summary><c>audio</c>, <c>code</c>, <c>link</c>.</summary>
    public required IReadOnlyList<FacetCount> Contains { get; init; }

    /// <summary><c>today</c>, <c>7d</c>, <c>30d</c>, <c>365d</c>: as <c>after:</c> takes them.</summary>
    public required IReadOnlyList<FacetCount> Days { get; init; }
}

/// <param name="Value">What the filter takes.</param>
/// <param name="IsMore">There are more than <paramref name="Count"/>.</param>
public sealed record FacetCount(string Value, int Count, bool IsMore);
