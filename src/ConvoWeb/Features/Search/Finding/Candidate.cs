using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Search.Finding;

[Flags]
internal enum CandidateTraits
{
    None = 0,
    FromUser = 1,
    Audio = 2,
    Code = 4,
    Link = 8,
}

/// <summary>A message that was found, without its text.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="Rank">How well it fits, less being better; 0 when nobody asked.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(
    long RowId, string ConversationId, long Timestamp, double Rank, CandidateTraits Traits = default, string? PersonalityId = null, string? Model = null)
{
    /// <summary>In one order for both databases, also of two that came at the same moment.</summary>
    public bool IsNewerThan(Candidate other) => (Timestamp, RowId).CompareTo((other.Timestamp, other.RowId)) > 0;
}

/// <summary>The newest of what was found; when there is more, every count of them is only what is there at least.</summary>
internal sealed record Candidates(IReadOnlyList<Candidate> Newest, bool IsMore)
{
    public static Candidates None { get; } = new([], IsMore: false);

    public int Count(Func<Candidate, bool> isCounted) => Newest.Count(isCounted);

    public FacetCount ToFacet(string value, int count) => new(value, count, IsMore);
}
