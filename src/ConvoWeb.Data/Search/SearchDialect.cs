using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Search;

/// <summary>Where a search begins.</summary>
public enum SearchStart
{
    /// <summary>With the messages that hold the words, which it must have.</summary>
    Words,

    /// <summary>With the conversations, when its filters leave few of them.</summary>
    Conversations,

    /// <summary>With the messages by time.</summary>
    Timeline,
}

/// <summary>How a search is said to each database. In its statements <c>m</c> is a message and <c>c</c> its conversation.</summary>
public abstract class SearchDialect
{
    /// <summary>Messages that can be hits: the others are in no index.</summary>
    protected const string IsIndexed = "m.type <> 'system' AND m.state <> 'draft'";

    /// <summary>The database knows its tables, and chooses by itself where to begin.</summary>
    public abstract bool ChoosesStart { get; }

    /// <summary>A FROM and the beginning of its WHERE.</summary>
    public abstract string FindMessages(SearchStart start, WordQuery words, SearchParameters parameters);

    /// <summary>An ORDER BY that the index of that start has already.</summary>
    public abstract string NewestFirst(SearchStart start);

    /// <summary>How well a message fits, less being better; the words must be wanted.</summary>
    public abstract string Rank(WordQuery words, SearchParameters parameters);

    /// <summary>Some of the messages that hold the words, whoever's they are.</summary>
    public abstract string CountMatches(WordQuery words, int limit, SearchParameters parameters);

    /// <summary>A FROM and the beginning of its WHERE, for conversations by the words in their titles.</summary>
    public abstract string FindTitles(WordQuery words, SearchParameters parameters);

    /// <summary>An ORDER BY for <see cref="FindTitles"/>.</summary>
    public abstract string NewestTitlesFirst { get; }

    /// <summary>A condition of a conversation.</summary>
    public abstract string IsTitled(WordQuery words, SearchParameters parameters);

    /// <summary>The hour of the week of a message, from 0 on Sunday at midnight to 167.</summary>
    public abstract string HourOfWeek(TimeZoneInfo zone, SearchParameters parameters);

    /// <summary>Before the first statement on a connection.</summary>
    public virtual ValueTask BeginAsync(DatabaseScope db) => ValueTask.CompletedTask;
}

/// <summary>The values of one statement, named as they are added.</summary>
public sealed class SearchParameters
{
    private readonly List<(string Name, object? Value)> _values = [];

    public (string Name, object? Value)[] Values => [.. _values];

    /// <returns>What stands for it in the statement.</returns>
    public string Add(object? value)
    {
        var name = $"@p{_values.Count}";
        _values.Add((name, value));
        return name;
    }

    /// <summary>For an IN. The last one stands there more than once, so that not every number of them is another statement.</summary>
    public string AddAll<T>(IReadOnlyList<T> values)
    {
        var count = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Count);
        return string.Join(", ", Enumerable.Range(0, count).Select(i => Add(values[Math.Min(i, values.Count - 1)])));
    }
}
