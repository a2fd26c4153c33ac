using System.Runtime.CompilerServices;
using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ClaudeCode;

/// <summary>Sessions of Claude Code: a line for everything that happened. Lines of several sessions may alternate in one file.</summary>
internal sealed class ClaudeCodeReader(TimeProvider clock) : IConversationReader
{
    /// <summary>Of the lines of the sessions that are held at once. What each line and session costs beside its bytes is counted in.</summary>
    private const long MaxHeld = 128 * 1024 * 1024, CostOfLine = 1000, CostOfSession = 10_000;

    /// <summary>Of what is remembered of the sessions that are told: what they and their lines cost.</summary>
    private const long MaxTold = 64 * 1024 * 1024, CostOfToldLine = 300, CostOfToldSession = 5000;

    /// <summary>There is no room for more of them in the metadata of a conversation.</summary>
    private const int MaxAbout = 200;

    public string Source => "claude-code";

    public bool Recognises(JsonElement record) =>
        record.Text("type") is not null && record.Member("messages") is null
        && (SessionOf(record) is not null || record.Text("leafUuid") is not null || (record.Object("snapshot") is not null && record.Text("messageId") is not null));

    public async IAsyncEnumerable<ReadConversation> ReadAsync(
        IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sessions = new Dictionary<string, ClaudeCodeSession>(StringComparer.Ordinal);
        var told = new OrderedDictionary<string, ClaudeCodeSession>(StringComparer.Ordinal);
        var about = new List<(ClaudeCodeSession? Before, JsonElement Line)>(); // lines that name a message in place of their session
        var broken = new List<JsonRecord>();
        ClaudeCodeSession? current = null;
        long held = 0;

        await foreach (var line in records.WithCancellation(cancellationToken))
        {
            if (line.Fault is not null)
            {
                broken.Add(line);
            }
            else if (SessionOf(line.Value) is { } id)
            {
                if (!sessions.TryGetValue(id, out current))
                {
                    held += CostOfSession;
                    sessions[id] = current = told.Remove(id, out var before) ? before : new ClaudeCodeSession(id, clock);
                }

                held -= current.Size;
                current.Add(line);
                held += current.Size + CostOfLine;
            }
            else if (about.Count < MaxAbout)
            {
                about.Add((current, JsonCopy.Of(line.Value)));
            }

            if (current is not null)
            {
                broken.ForEach(current.Add);
                broken.Clear();
            }

            if (held > MaxHeld && sessions.Count > 1)
            {
                // One that goes on after that continues what is told of it.
                foreach (var (id, done) in sessions.Where(session => session.Value != current))
                {
                    if (Read(done, about) is { } read)
                    {
                        yield return read;
                    }

                    done.BeginPart();
                    told[id] = done;
                }

                sessions = new(StringComparer.Ordinal) { [current!.Id] = current };
                held = current.Size;
                Forget(told);
            }
        }

        foreach (var session in sessions.Values)
        {
            if (Read(session, about) is { } read)
            {
                yield return read;
            }
        }
    }

    private ReadConversation? Read(ClaudeCodeSession session, List<(ClaudeCodeSession? Before, JsonElement Line)> about)
    {
        foreach (var (_, line) in about.Where(entry => entry.Before == session || session.Has(MessageIn(entry.Line))))
        {
            session.AddAbout(line, isOfIt: session.Has(MessageIn(line)));
        }

        return session.Read(Source);
    }

    /// <summary>Those that were told first, where they are too many.</summary>
    private static void Forget(OrderedDictionary<string, ClaudeCodeSession> told)
    {
        var size = told.Values.Sum(CostOf);
        while (size > MaxTold)
        {
            size -= CostOf(told.GetAt(0).Value);
            told.RemoveAt(0);
        }

        static long CostOf(ClaudeCodeSession session) => CostOfToldSession + (session.Lines * CostOfToldLine);
    }

    private static string? SessionOf(JsonElement line) => line.Text("sessionId") is { Length: > 0 } id ? id : null;

    private static string? MessageIn(JsonElement line) => line.Text("leafUuid") ?? line.Text("messageId");
}
