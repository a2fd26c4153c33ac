using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>ShareGPT, JSON and JSONL: turns that say whom they are <c>from</c>. Values may be HTML, and stay the text that they are.</summary>
internal sealed class ShareGptReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "id", "title", "conversations", "system" };
    private static readonly HashSet<string> NotKeptOfTurn = new(StringComparer.Ordinal) { "from", "value" };

    public override string Source => "sharegpt";

    public override bool Recognises(JsonElement record) =>
        record.Items("conversations").Any(turn => turn.Member("from") is not null && turn.Member("role") is null);

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!conversation.HasArray("conversations"))
        {
            return null;
        }

        var draft = new ConversationDraft(clock) { ExternalId = IdOf(conversation), Title = TitleOf(conversation) };
        draft.Metadata.KeepRest(conversation, NotKept);
        if (conversation.Member("system") is { } system)
        {
            var message = new SourceMessage(MessageType.System);
            ContentBlocks.Read(system, message);
            draft.Place(RecordIds.After(draft.Last, system), draft.Last, message);
        }

        foreach (var turn in conversation.Items("conversations"))
        {
            draft.Place(RecordIds.After(draft.Last, turn), draft.Last, MessageOf(turn));
        }

        return draft;
    }

    /// <summary>
    /// Sets of data number their conversations from 0 each: what is said, to the end of what the person says first, tells those
    /// of the one set from those of the other.
    /// </summary>
    protected override string? IdOf(JsonElement conversation)
    {
        if (conversation.Text("id") is not { Length: > 0 } id)
        {
            return null;
        }

        var begins = id;
        foreach (var turn in conversation.Items("conversations"))
        {
            begins = RecordIds.After(begins, turn);
            if (By(turn.Text("from")).Type is MessageType.User)
            {
                break;
            }
        }

        return begins == id ? null : $"{id}#{begins}";
    }

    private static SourceMessage MessageOf(JsonElement turn)
    {
        var from = turn.Text("from");
        var message = By(from);
        ContentBlocks.Read(turn.ValueKind is JsonValueKind.Object ? turn.Member("value") : turn, message);
        if (from is "function_call" && turn.Member("value") is { } call)
        {
            message.Call(call);
        }

        message.Metadata.KeepRest(turn, NotKeptOfTurn);
        return message;
    }

    private static SourceMessage By(string? from) => from?.ToLowerInvariant() switch
    {
        "chatgpt" or "bing" or "bard" or "function_call" => new SourceMessage(MessageType.Ai),
        "function_response" or "tool_response" => SourceMessage.OfRole("tool"),
        _ => SourceMessage.By(from),
    };
}
