using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>Counts what each choice would leave of what was found.</summary>
internal static class FacetCounts
{
    private static readonly string[] Days = ["today", "7d", "30d", "365d"];

    public static IReadOnlyList<FacetCount> Types(Candidates found) => Sorted(
        found,
        [("user", found.Count(hit => hit.Traits.HasFlag(CandidateTraits.FromUser))), ("ai", found.Count(hit => !hit.Traits.HasFlag(CandidateTraits.FromUser)))]);

    public static IReadOnlyList<FacetCount> Contains(Candidates found) => Sorted(
        found,
        [
            ("audio", found.Count(hit => hit.Traits.HasFlag(CandidateTraits.Audio))),
            ("code", found.Count(hit => hit.Traits.HasFlag(CandidateTraits.Code))),
            ("link", found.Count(hit => hit.Traits.HasFlag(CandidateTraits.Link))),
        ]);

    /// <param name="names">By id; what is not there any more is left out.</param>
    public static IReadOnlyList<FacetCount> Personalities(Candidates found, IReadOnlyDictionary<string, string> names) => Sorted(
        found,
        found.Newest
            .Where(hit => hit.PersonalityId is not null && names.ContainsKey(hit.PersonalityId))
            .CountBy(hit => names[hit.PersonalityId!], StringComparer.Ordinal)
            .Select(count => (count.Key, count.Value)));

    public static IReadOnlyList<FacetCount> Models(Candidates found) => Sorted(
        found,
        found.Newest.Where(hit => hit.Model is not null).CountBy(hit => hit.Model!, StringComparer.Ordinal).Select(count => (count.Key, count.Value)));

    /// <summary>From the shortest time to the longest, each with those before it.</summary>
    public static IReadOnlyList<FacetCount> Times(Candidates found, DateTimeOffset now, TimeZoneInfo zone)
    {
        var dates = new SearchDates(now, zone);
        return
        [
            .. from days in Days
               let begin = ((TimeFilter)dates.After(days).Filter!).From!.Value.ToUnixTimeMilliseconds()
               let count = found.Count(hit => hit.Timestamp >= begin)
               where count > 0
               select found.ToFacet(days, count),
        ];
    }

    private static IReadOnlyList<FacetCount> Sorted(Candidates found, IEnumerable<(string Value, int Count)> counts) =>
    [
        .. counts
            .Where(count => count.Count > 0)
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Value, StringComparer.Ordinal)
            .Select(count => found.ToFacet(count.Value, count.Count)),
    ];
}
