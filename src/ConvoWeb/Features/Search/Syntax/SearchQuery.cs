using System.Runtime.InteropServices;
using ConvoWeb.Data.Search;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>
/// What a person typed, understood: words, filters, and what was not understood. The same text means the same in the page,
/// in <c>q</c> and in the address, but for the last word, which the page takes as one that may be half typed.
/// </summary>
public sealed record SearchQuery
{
    public static SearchQuery Empty { get; } = new() { Text = "", Words = WordQuery.Empty, Title = WordQuery.Empty, Filters = [], Problems = [] };

    public required string Text { get; init; }

    /// <summary>In one message, or in one title.</summary>
    public required WordQuery Words { get; init; }

    /// <summary>In the title of the conversation, by <c>title:</c>.</summary>
    public required WordQuery Title { get; init; }

    /// <summary>
    /// In the order typed. Of one key, wanted ones are alternatives (<c>from:</c>, <c>personality:</c>, <c>model:</c>, <c>by:</c>,
    /// <c>source:</c>, <c>status:</c>, <c>weekday:</c>, <c>hour:</c>) or all hold (the others); unwanted ones (<c>-tag:x</c>) never hold.
    /// </summary>
    public required IReadOnlyList<SearchFilter> Filters { get; init; }

    public required IReadOnlyList<SearchProblem> Problems { get; init; }

    /// <summary>The last word, which may be half typed, was taken as the beginning of one.</summary>
    public bool IsLastWidened { get; init; }

    public bool IsEmpty => Words.IsEmpty && Title.IsEmpty && Filters.Count == 0;
}

/// <summary>A part of the text that means nothing here, and why: <paramref name="Message"/> is a sentence for the person who typed it.</summary>
/// <param name="Start">In UTF-16 units.</param>
public sealed record SearchProblem(int Start, int Length, string Message);

/// <summary>Where in the typed text it stands.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;
}
