using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>ChatGPT's data export: <c>conversations.json</c>, <c>conversations-NNN.json</c>, or one conversation alone.</summary>
internal sealed class ChatGptReader(TimeProvider clock) : RecordReader, IConversationReader
{
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal)
    {
        "id", "conversation_id", "title", "create_time", "update_time", "mapping", "current_node", "is_archived", "is_starred",
        "default_model_slug", "model_slug",
    };

    public override string Source => "chatgpt";

    /// <summary>DeepSeek has a <c>mapping</c> too, but its messages have <c>fragments</c> where these have an author and content.</summary>
    public override bool Recognises(JsonElement record)
    {
        if (record.Object("mapping") is not { } mapping)
        {
            return false;
        }

        var messages = mapping.EnumerateObject().Select(node => node.Value.Object("message")).OfType<JsonElement>().ToList();
        return messages.Count > 0
            ? messages.Exists(message => message.Member("author") is not null || message.Member("content") is not null)
                && !messages.Exists(message => message.Member("fragments") is not null)
            : record.Member("current_node") is not null || record.Member("conversation_id") is not null;
    }

    public string? FileIn(string entry) => ChatGptFiles.IdIn(entry);

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
            CreatedAt = conversation.Time("create_time"),
            UpdatedAt = conversation.Time("update_time"),
            Archived = conversation.IsTrue("is_archived"),
            Starred = conversation.IsTrue("is_starred"),
            Model = conversation.Text("default_model_slug") ?? conversation.Text("model_slug"),
            Current = conversation.Text("current_node"),
        };
        draft.Metadata.KeepRest(conversation, NotKept);
        foreach (var node in MessageTree.OfMapping(mapping, "parent", "children").InOrder(draft.Current))
        {
            var message = node.Value.Object("message") is { } value ? new ChatGptMessage(value) : null;
            if (message is null or { IsEmptyAndHidden: true })
            {
                draft.LeftOut += message is null ? 0 : 1;
                draft.Place(node.Key, node.Parent?.Key);
            }
            else
            {
                draft.Place(node.Key, node.Parent?.Key, message.ToSource());
            }
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("conversation_id") ?? conversation.Text("id");
}
