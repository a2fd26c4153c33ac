namespace ConvoWeb.Features.Search.Finding;

/// <summary>What a search found in one conversation.</summary>
internal sealed class FoundConversation(string id)
{
    /// <summary>Of each conversation so many hits are shown.</summary>
    public const int HitsShown = 3;

    private readonly List<Candidate> _hits = new(HitsShown);

    public string Id => id;

    public bool IsTitled { get; set; }

    public int HitCount { get; private set; }

    /// <summary>What a person said counts twice.</summary>
    public int Weight { get; private set; }

    /// <summary>Milliseconds since 1970, of its newest hit; of its last message when only the title was found.</summary>
    public long Newest { get; set; }

    /// <summary>Less is better.</summary>
    public double BestRank { get; private set; }

    /// <summary>The best of them, the best first: by rank, then by time.</summary>
    public IReadOnlyList<Candidate> Hits => _hits;

    public void Add(Candidate hit)
    {
        Newest = HitCount == 0 ? hit.Timestamp : Math.Max(Newest, hit.Timestamp);
        HitCount++;
        Weight += hit.Traits.HasFlag(CandidateTraits.FromUser) ? 2 : 1;
        BestRank = Math.Min(BestRank, hit.Rank);

        var place = _hits.Count;
        while (place > 0 && IsBetter(hit, _hits[place - 1]))
        {
            place--;
        }

        if (place < HitsShown)
        {
            if (_hits.Count == HitsShown)
            {
                _hits.RemoveAt(HitsShown - 1);
            }

            _hits.Insert(place, hit);
        }
    }

    private static bool IsBetter(Candidate hit, Candidate other) =>
        hit.Rank < other.Rank || (hit.Rank.Equals(other.Rank) && hit.IsNewerThan(other));
}
