using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>Open Assistant's trees: each message holds its replies, ranked by people; the best ones make the branch that is seen.</summary>
internal sealed class OpenAssistantReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal) { "message_tree_id", "prompt" };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "message_id", "parent_id", "text", "role", "replies", "created_date", "model_name", "message_tree_id", "user_id",
    };

    public override string Source => "openassistant";

    public override bool Recognises(JsonElement record) => record.Member("message_tree_id") is not null && record.Object("prompt") is not null;

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (conversation.Object("prompt") is not { } prompt)
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            CreatedAt = prompt.Time("created_date"),
            Current = BestOf(prompt),
        };
        draft.Metadata.KeepRest(conversation, OfConversation);
        foreach (var node in MessageTree.OfNested([prompt], "message_id", "replies").InOrder(draft.Current))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("message_tree_id");

    private static string? BestOf(JsonElement message)
    {
        var best = message;
        while (best.Items("replies").Where(reply => reply.ValueKind is JsonValueKind.Object).ToList() is { Count: > 0 } replies)
        {
            best = replies.MinBy(reply => ((JsonElement?)reply).Number("rank") ?? double.MaxValue);
        }

        return best.Text("message_id");
    }

    private static SourceMessage ReadMessage(JsonElement value)
    {
        var message = SourceMessage.By(value.Text("role"));
        message.Time = value.Time("created_date");
        message.Model = value.Text("model_name");
        message.Say(value.Text("text"));
        message.Metadata.KeepRest(value, OfMessage);
        return message;
    }
}
