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
    public abstract string FindMessages(SearchStart start, WordQuery words, StatementParameters parameters);

    /// <summary>An ORDER BY that the index of that start has already.</summary>
    public abstract string NewestFirst(SearchStart start);

    /// <summary>How well a message fits, less being better. Only where the search begins with the words.</summary>
    public abstract string Rank(WordQuery words, StatementParameters parameters);

    /// <summary>Some of the messages that hold the words, whoever's they are.</summary>
    public abstract string CountMatches(WordQuery words, int limit, StatementParameters parameters);

    /// <summary>A FROM and the beginning of its WHERE, for conversations by the words in their titles.</summary>
    public abstract string FindTitles(WordQuery words, StatementParameters parameters);

    /// <summary>An ORDER BY for <see cref="FindTitles"/>.</summary>
    public abstract string NewestTitlesFirst { get; }

    /// <summary>A condition of a conversation.</summary>
    public abstract string IsTitled(WordQuery words, StatementParameters parameters);

    /// <summary>The hour of the week of a message, from 0 on Sunday at midnight to 167.</summary>
    public abstract string HourOfWeek(TimeZoneInfo zone, StatementParameters parameters);

    /// <summary>Before the first statement on a connection.</summary>
    public virtual ValueTask BeginAsync(DatabaseScope db) => ValueTask.CompletedTask;
}
