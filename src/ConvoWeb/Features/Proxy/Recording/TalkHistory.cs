using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>A history with the hash of each of its beginnings: what is known of it is found by them.</summary>
internal sealed class TalkHistory
{
    /// <summary>Longer ones are known by their end.</summary>
    private const int MostAsked = 200;

    private readonly HistoryHash[] _after;
    private readonly int _firstAnswer;

    public TalkHistory(ReadOnlySpan<byte> key, IReadOnlyList<ChatTurn> turns)
    {
        Turns = turns;
        _after = new HistoryHash[turns.Count + 1];
        _after[0] = HistoryHash.Start(key);
        for (var i = 0; i < turns.Count; i++)
        {
            _after[i + 1] = _after[i].Then(turns[i]);
        }

        var answer = turns.Index().Where(turn => turn.Item is { IsAnswer: true, IsEmpty: false }).Select(turn => (int?)turn.Index).FirstOrDefault();
        _firstAnswer = answer ?? int.MaxValue;
    }

    public IReadOnlyList<ChatTurn> Turns { get; }

    /// <summary>What else of the request the model reads (<see cref="ChatRequest.ToolTokens"/>).</summary>
    public int ToolTokens { get; init; }

    /// <summary>Of the beginnings that say which talk it is, the longest first: how many turns each has, and its hash.</summary>
    public IEnumerable<(int Length, string Hash)> Beginnings =>
        Enumerable.Range(0, Turns.Count).Select(i => Turns.Count - i).Take(MostAsked).Select(length => (length, _after[length].Text));

    /// <summary>Many talks begin with the same question: by that alone none is known again.</summary>
    public bool IsTelling(int length) => length > _firstAnswer;

    /// <summary>And goes on after it.</summary>
    public bool BeginsWith(string hash) => hash != _after[0].Text && _after.Take(Turns.Count).Any(beginning => beginning.Text == hash);

    public bool Is(string hash) => _after[^1].Text == hash;

    public string HashAt(int length) => _after[length].Text;

    public string HashWith(ChatTurn answer) => _after[^1].Then(answer).Text;

    /// <summary>How many turns are behind the last answer: what of it is new when nothing is known.</summary>
    public int AfterLastAnswer => Turns.Reverse().TakeWhile(turn => !turn.IsAnswer).Count();
}
