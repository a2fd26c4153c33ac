using System.Globalization;
using ConvoWeb.Bench.Corpus;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Databases;

/// <summary>What is looked for: of every frequency something that the corpus holds, the same for the same corpus.</summary>
internal sealed class SearchWords
{
    /// <summary>Words of one frequency that are looked for in turn: more than one, so that not all is in the processor's cache.</summary>
    private const int InTurn = 20;

    /// <summary>Shorter ones are parts of other words and of ids too, where a LIKE finds twenty at once.</summary>
    private const int RareLength = 8;

    private readonly List<SearchedWord> _words = [];
    private readonly int _messages;

    public SearchWords(SearchPeers peers)
    {
        using var connection = peers.Open();
        _messages = Count(connection, "SELECT count(*) FROM plain_docsize");
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT word, messages FROM words ORDER BY word";
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                _words.Add(new SearchedWord(row.GetString(0), row.GetInt32(1)));
            }
        }

        var rare = _words.Where(word => word.Messages is >= 5 and <= 20 && word.Text.Length >= RareLength).ToList();
        Rare = [.. Enumerable.Range(0, InTurn).Select(i => rare[i * rare.Count / InTurn])];
        Seldom = [.. ByDistanceFrom(0.005, _words).Take(InTurn)];
        Common = ByDistanceFrom(0.12, _words.Where(word => Vocabulary.ContentWords.Contains(word.Text, StringComparer.Ordinal))).First();
        Typed = $"{Common.Text[..3]}*";
        Phrase = new SearchedWord(
            "\"memory leak\"", Count(connection, "SELECT count(*) FROM plain WHERE plain MATCH '\"memory leak\"'"));
    }

    /// <summary>In 5 to 20 messages, however large the corpus is.</summary>
    public IReadOnlyList<SearchedWord> Rare { get; }

    /// <summary>In one of 200 messages.</summary>
    public IReadOnlyList<SearchedWord> Seldom { get; }

    /// <summary>In 12 of 100 messages.</summary>
    public SearchedWord Common { get; }

    public SearchedWord Phrase { get; }

    /// <summary>The first three letters of the common word.</summary>
    public string Typed { get; }

    public IEnumerable<SearchedWord> All => [.. Rare, .. Seldom, Common, Phrase];

    public void Print()
    {
        Console.WriteLine($"search, in {_messages:N0} messages:");
        Print("rare", Rare);
        Print("0.5 %", Seldom);
        Print("12 %", [Common]);
        Print("phrase", [Phrase]);
    }

    private void Print(string name, IReadOnlyList<SearchedWord> words)
    {
        var (fewest, most) = (words.Min(word => word.Messages), words.Max(word => word.Messages));
        var share = (words.Average(word => word.Messages) / _messages).ToString("P2", CultureInfo.InvariantCulture);
        var messages = fewest == most ? $"{fewest:N0}" : $"{fewest:N0} to {most:N0}";
        Console.WriteLine($"  {name}: {words[0].Text}{(words.Count > 1 ? $" and {words.Count - 1} more" : "")}, in {messages} messages ({share})");
    }

    private IEnumerable<SearchedWord> ByDistanceFrom(double share, IEnumerable<SearchedWord> words) =>
        words.OrderBy(word => Math.Abs(word.Messages - (share * _messages))).ThenBy(word => word.Text, StringComparer.Ordinal);

    private static int Count(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}

/// <param name="Text">As it is typed.</param>
/// <param name="Messages">That hold it.</param>
internal sealed record SearchedWord(string Text, int Messages);
