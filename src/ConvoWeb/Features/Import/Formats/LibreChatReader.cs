using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>LibreChat's export of one chat: its messages one after the other, or each inside of the one that it answers.</summary>
internal sealed class LibreChatReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal)
    {
        "conversationId", "title", "messages", "messagesTree", "branches", "recursive", "options", "createdAt", "updatedAt", "isArchived", "user", "_id", "__v",
    };

    private static readonly HashSet<string> OfOptions = new(StringComparer.Ordinal) { "model", "promptPrefix", "system" };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "messageId", "parentMessageId", "conversationId", "createdAt", "updatedAt", "isCreatedByUser", "text", "content", "model", "children",
        "files", "attachments", "user", "_id", "__v",
    };

    public override string Source => "librechat";

    public override bool Recognises(JsonElement record) => record.Text("conversationId") is not null && ListOf(record) is not null;

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (ListOf(conversation) is not { } list)
        {
            return null;
        }

        var messages = conversation.Items(list);
        var options = conversation.Object("options");
        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = conversation.Time("createdAt"),
            UpdatedAt = conversation.Time("updatedAt"),
            Archived = conversation.IsTrue("isArchived"),
            Model = options.Text("model"),
        };
        draft.Metadata
            .Set("system_prompt", options.Text("promptPrefix") ?? options.Text("system"))
            .KeepRest(conversation, OfConversation)
            .KeepRest(options, OfOptions);
        var tree = messages.Any(message => message.HasArray("children"))
            ? MessageTree.OfNested(messages, "messageId", "children")
            : MessageTree.OfList(messages, "messageId", "parentMessageId");
        foreach (var node in tree.InOrder(null))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("conversationId");

    private static string? ListOf(JsonElement conversation) =>
        conversation.HasArray("messagesTree") ? "messagesTree" : conversation.HasArray("messages") ? "messages" : null;

    private static IReadOnlyList<SourceMessage> ReadMessage(JsonElement message)
    {
        var sender = message.Text("sender");
        var isUser = message.IsTrue("isCreatedByUser") || (message.Member("isCreatedByUser") is null && sender is "user" or "User");
        var blocks = new ContentBlocks(isUser ? "user" : sender is "system" or "tool" ? sender : "assistant");
        blocks.Read(message.Member("content"));
        if (!blocks.HasText)
        {
            blocks.Main.Say(message.Text("text"));
        }

        blocks.Main.Model = message.Text("model");
        blocks.Main.Attach(message.Items("files"));
        blocks.Main.Attach(message.Items("attachments"));
        blocks.Main.Metadata.KeepRest(message, OfMessage);
        return blocks.At(message.Time("createdAt"));
    }
}
