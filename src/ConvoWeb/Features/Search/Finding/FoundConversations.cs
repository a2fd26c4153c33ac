using System.Runtime.InteropServices;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>By what found conversations are ordered.</summary>
internal enum Ranking
{
    /// <summary>By the rank of the best hit.</summary>
    Rank,

    /// <summary>By how many hits there are and how new the newest is: ten times as many make up for <see cref="FoundConversations.Fading"/>.</summary>
    Freshness,

    /// <summary>By the newest hit.</summary>
    Time,
}

/// <summary>Groups what is found by conversation, and orders and pages the groups.</summary>
internal sealed class FoundConversations(Ranking ranking)
{
    public static readonly TimeSpan Fading = TimeSpan.FromDays(30);

    /// <summary>More than anything else can make up for.</summary>
    private const double TitleBonus = 1_000_000;

    private readonly Dictionary<string, FoundConversation> _byId = new(StringComparer.Ordinal);

    public void AddRange(IEnumerable<Candidate> hits)
    {
        foreach (var hit in hits)
        {
            Add(hit);
        }
    }

    public void Add(Candidate hit) => Get(hit.ConversationId).Add(hit);

    public void AddTitled(string id, long lastMessageAt)
    {
        var conversation = Get(id);
        conversation.IsTitled = true;
        conversation.Newest = conversation.HitCount == 0 ? lastMessageAt : conversation.Newest;
    }

    /// <summary>The best first.</summary>
    public Page<FoundConversation> Page(SearchOrder order, SearchPlace? after, int size)
    {
        var scored = _byId.Values.Select(conversation => (Score: ScoreOf(conversation), Conversation: conversation));
        if (after is not null)
        {
            // A rank is of its time: where the last one stands now is where this page begins.
            var lastId = after.Id.ToString("D");
            var lastScore = _byId.TryGetValue(lastId, out var last) ? ScoreOf(last) : after.Score;
            scored = scored.Where(found =>
                found.Score < lastScore || (found.Score.Equals(lastScore) && string.CompareOrdinal(found.Conversation.Id, lastId) < 0));
        }

        var page = scored
            .OrderByDescending(found => found.Score)
            .ThenByDescending(found => found.Conversation.Id, StringComparer.Ordinal)
            .Take(size + 1)
            .ToList()
            .ToPage(size, last => new SearchPlace(ranking, last.Score, Guid.Parse(last.Conversation.Id)).ToCursor(order));
        return new Page<FoundConversation>([.. page.Items.Select(found => found.Conversation)], page.NextCursor);
    }

    private double ScoreOf(FoundConversation conversation)
    {
        var bonus = conversation.IsTitled ? TitleBonus : 0;
        return ranking switch
        {
            Ranking.Rank => bonus - conversation.BestRank,
            Ranking.Freshness => bonus + Math.Log10(1 + conversation.Weight) + (conversation.Newest / Fading.TotalMilliseconds),
            Ranking.Time => conversation.Newest,
            _ => throw new InvalidOperationException("No ranking of ours."),
        };
    }

    private FoundConversation Get(string id)
    {
        ref var conversation = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, id, out _);
        return conversation ??= new FoundConversation(id);
    }
}
