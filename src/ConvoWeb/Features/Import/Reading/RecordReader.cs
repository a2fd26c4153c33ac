using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>A format whose records are whole conversations. A broken one does not keep the others from coming in.</summary>
internal abstract class RecordReader : IConversationReader
{
    public abstract string Source { get; }

    public abstract bool Recognises(JsonElement record);

    public async IAsyncEnumerable<ReadConversation> ReadAsync(
        IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = new RecordIds();
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            if (record.Fault is { } fault)
            {
                yield return ReadConversation.Failed(fault);
                continue;
            }

            foreach (var conversation in Conversations(record.Value))
            {
                yield return Read(conversation) is { } draft
                    ? ReadConversation.Of(draft.ToImported(Source, draft.ExternalId ?? ids.Next(conversation), TagsOf(conversation, record.Value)))
                    : ReadConversation.Failed("It has no messages.", IdOf(conversation), TitleOf(conversation));
            }
        }
    }

    /// <summary>The conversations of a record, where that holds several.</summary>
    protected virtual IEnumerable<JsonElement> Conversations(JsonElement record) => [record];

    /// <summary>Null when there is nothing in it that messages could be read from.</summary>
    protected abstract ConversationDraft? Read(JsonElement conversation);

    /// <summary>Its id at the source, if it has one.</summary>
    protected abstract string? IdOf(JsonElement conversation);

    protected virtual IEnumerable<string?> TagsOf(JsonElement conversation, JsonElement record) => [];

    protected virtual string? TitleOf(JsonElement conversation) => conversation.Text("title");
}
