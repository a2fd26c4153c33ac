using ConvoWeb.Data.Search;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.History;

/// <summary>What the script marks in the page: a text anywhere, or words one after the other, the last of which may only begin so.</summary>
public sealed record FoundTerm(string? Text, IReadOnlyList<string>? Words = null, bool IsPrefix = false)
{
    public static FoundTerm Of(WantedText wanted) => new(wanted.Folded);

    /// <summary>What must not be there cannot be marked.</summary>
    public static IReadOnlyList<FoundTerm> AllOf(WordQuery words) =>
        [.. words.Clauses.Where(clause => !clause.IsUnwanted).SelectMany(clause => clause.Any).Select(term => new FoundTerm(null, term.Words, term.IsPrefix))];
}
