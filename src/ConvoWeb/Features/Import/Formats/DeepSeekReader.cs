using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>DeepSeek's data export: a tree like ChatGPT's, but a message is made of fragments, whose types say who speaks.</summary>
internal sealed class DeepSeekReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal)
    {
        "id", "conversation_id", "title", "create_time", "update_time", "inserted_at", "updated_at", "mapping", "current_node", "is_archived",
    };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal) { "files", "model", "inserted_at", "fragments" };

    public override string Source => "deepseek";

    public override bool Recognises(JsonElement record)
    {
        if (record.Object("mapping") is not { } mapping)
        {
            return false;
        }

        var messages = mapping.EnumerateObject().Select(node => node.Value.Object("message")).OfType<JsonElement>().ToList();
        return messages.Count > 0
            ? messages.Exists(message => message.Member("fragments") is not null)
            : record.Member("inserted_at") is not null && record.Member("current_node") is null && record.Member("conversation_id") is null;
    }

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (conversation.Object("mapping") is not { } mapping)
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = conversation.Time("inserted_at") ?? conversation.Time("create_time"),
            UpdatedAt = conversation.Time("updated_at") ?? conversation.Time("update_time"),
            Archived = conversation.IsTrue("is_archived"),
            Current = conversation.Text("current_node"),
        };
        draft.Metadata.KeepRest(conversation, OfConversation);
        foreach (var node in MessageTree.OfMapping(mapping, "parent", "children").InOrder(draft.Current))
        {
            draft.Place(node.Key, node.Parent?.Key, node.Value.Object("message") is { } message ? ReadMessage(message) : []);
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("id") ?? conversation.Text("conversation_id");

    private static List<SourceMessage> ReadMessage(JsonElement message)
    {
        var messages = new List<SourceMessage>();
        foreach (var fragment in message.Items("fragments"))
        {
            var type = fragment.Text("type") is "REQUEST" ? MessageType.User : MessageType.Ai;
            if (messages.LastOrDefault()?.Type != type)
            {
                messages.Add(new SourceMessage(type));
            }

            Add(messages[^1], fragment);
        }

        if (messages.Count == 0)
        {
            messages.Add(new SourceMessage(MessageType.Ai));
        }

        messages[0].Attach(message.Items("files"));
        messages[0].Metadata.KeepRest(message, OfMessage);
        foreach (var part in messages)
        {
            part.Time = message.Time("inserted_at");
            part.Model = message.Text("model");
        }

        return messages;
    }

    private static void Add(SourceMessage message, JsonElement fragment)
    {
        switch (fragment.Text("type"))
        {
            case "THINK":
                message.Think(fragment.Text("content"));
                break;
            case "REQUEST" or "RESPONSE":
                message.Say(fragment.Text("content"));
                break;
            case not null:
                message.Note(fragment); // searches and what they found, files, links
                break;
            default:
                message.Say(fragment.Text() ?? fragment.Text("content"));
                break;
        }
    }
}
