using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>
/// Claude's data export. A question and its answer often have the same time, so that only their order in the file counts.
/// </summary>
internal sealed class ClaudeReader(TimeProvider clock) : RecordReader
{
    /// <summary>In characters. Longer text of a file is a message of its own, where there is room for it.</summary>
    private const int LongestInMetadata = 16 * 1024;

    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal)
    {
        "uuid", "name", "created_at", "updated_at", "chat_messages", "is_starred", "model", "current_leaf_message_uuid",
    };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "uuid", "text", "sender", "created_at", "updated_at", "content", "attachments", "files", "parent_message_uuid", "index", "truncated",
    };

    public override string Source => "claude";

    public override bool Recognises(JsonElement record) => record.HasArray("chat_messages");

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!Recognises(conversation))
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = conversation.Time("created_at"),
            UpdatedAt = conversation.Time("updated_at"),
            Starred = conversation.IsTrue("is_starred"),
            Model = conversation.Text("model"),
            Current = conversation.Text("current_leaf_message_uuid"),
        };
        draft.Metadata.KeepRest(conversation, OfConversation);
        foreach (var node in MessageTree.OfList(conversation.Items("chat_messages"), "uuid", "parent_message_uuid").InOrder(draft.Current))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("uuid");

    protected override string? TitleOf(JsonElement conversation) => conversation.Text("name");

    private static List<SourceMessage> ReadMessage(JsonElement message)
    {
        var blocks = new ContentBlocks(message.Text("sender"));
        blocks.Read(message.Member("content"));
        if (!blocks.HasText)
        {
            blocks.Main.Say(message.Text("text"));
        }
        else if (message.Text("text") is { } flat && !blocks.HasLinesOf(flat))
        {
            blocks.Main.Metadata.Set("text", flat); // the same, flattened; but some say more than the blocks
        }

        var documents = new List<SourceMessage>();
        foreach (var attachment in message.Items("attachments"))
        {
            blocks.Main.Attach(attachment.Text("extracted_content") is { Length: > LongestInMetadata } text ? Part(attachment, text, documents) : attachment);
        }

        blocks.Main.Attach(message.Items("files"));
        blocks.Main.Metadata.KeepRest(message, OfMessage);
        var time = message.Time("created_at");
        documents.ForEach(document => document.Time = time);
        return [.. documents, .. blocks.At(time)];
    }

    /// <summary>The text of a document apart from what is said of it.</summary>
    private static JsonElement Part(JsonElement attachment, string text, List<SourceMessage> documents)
    {
        var document = SourceMessage.OfRole("document");
        document.Metadata.Set("name", attachment.Text("file_name"));
        document.Say(text);
        documents.Add(document);
        return attachment.Renamed(name => name is "extracted_content" ? null : name);
    }
}
