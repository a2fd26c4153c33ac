using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>A format of lines that make conversations, one conversation after the other.</summary>
internal abstract class SessionReader<TSession> : IConversationReader
    where TSession : Session
{
    public abstract string Source { get; }

    public abstract bool Recognises(JsonElement record);

    public async IAsyncEnumerable<ReadConversation> ReadAsync(
        IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = NewSession();
        await foreach (var line in records.WithCancellation(cancellationToken))
        {
            if (line.Fault is null && Begins(line.Value, session))
            {
                if (session.Read(Source) is { } read)
                {
                    yield return read;
                }

                session = NewSession();
            }

            session.Add(line);
        }

        if (session.Read(Source) is { } last)
        {
            yield return last;
        }
    }

    protected abstract TSession NewSession();

    /// <summary>Whether the line is the first one of another conversation.</summary>
    protected abstract bool Begins(JsonElement line, TSession session);
}
