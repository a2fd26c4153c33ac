using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvoWeb.Data.Rollups;

/// <summary>What is counted beside the sums, each in buckets of its own.</summary>
public enum DetailKind
{
    /// <summary>Messages by hour of the day.</summary>
    Hour,

    /// <summary>Messages of people by length in characters.</summary>
    UserLength,

    /// <summary>Messages of the AI by length in characters.</summary>
    AiLength,

    /// <summary>Conversations by number of messages.</summary>
    ConversationLength,

    /// <summary>Answers by milliseconds until the first word.</summary>
    FirstToken,

    /// <summary>Answers by milliseconds until they were complete.</summary>
    Response,
}

/// <summary>
/// How what a rollup counts is spread: in the table a JSON object from the numbers of buckets to counts, as in
/// <c>{"9":3,"1021":1}</c>. The databases add two of them with <c>add_counts</c>.
/// </summary>
public sealed class RollupDetail
{
    private const int BucketsPerKind = 1000;

    private readonly Dictionary<int, long> _counts = [];

    /// <summary>Buckets in which something is.</summary>
    public IEnumerable<(DetailKind Kind, int Bucket, long Count)> Counts =>
        _counts.Where(count => count.Value != 0).Select(count => ((DetailKind)(count.Key / BucketsPerKind), count.Key % BucketsPerKind, count.Value));

    /// <summary>Both together; null when nothing is left. What SQLite calls as <c>add_counts</c>.</summary>
    public static string? Add(string? detail, string? other)
    {
        var both = new RollupDetail();
        both.Read(detail);
        both.Read(other);
        return both.Write();
    }

    public void Add(DetailKind kind, int bucket, long count) => Add(((int)kind * BucketsPerKind) + bucket, count);

    public void Add(RollupDetail other)
    {
        foreach (var (id, count) in other._counts)
        {
            Add(id, count);
        }
    }

    /// <summary>Adds what is written in <paramref name="detail"/>.</summary>
    public void Read(string? detail)
    {
        // Only what we and PostgreSQL write: names that are numbers, whole numbers, blanks.
        var (number, id, sign) = (0L, 0, 1);
        foreach (var letter in detail ?? "")
        {
            switch (letter)
            {
                case '-':
                    sign = -1;
                    break;
                case >= '0' and <= '9':
                    number = (number * 10) + (letter - '0');
                    break;
                case ':':
                    (id, number) = ((int)number, 0);
                    break;
                case ',' or '}':
                    Add(id, sign * number);
                    (number, sign) = (0, 1);
                    break;
            }
        }
    }

    /// <summary>Null when nothing is in it.</summary>
    public string? Write()
    {
        StringBuilder? json = null;
        foreach (var (id, count) in _counts)
        {
            if (count != 0)
            {
                json = json is null ? new StringBuilder("{\"", 8 * _counts.Count) : json.Append(",\"");
                json.Append(CultureInfo.InvariantCulture, $"{id}\":{count}");
            }
        }

        return json?.Append('}').ToString();
    }

    private void Add(int id, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, id, out _) += count;
}
