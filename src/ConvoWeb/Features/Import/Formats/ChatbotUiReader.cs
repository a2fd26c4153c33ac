using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>Chatbot UI's export: one object with the whole history, its folders and a library of prompts, without any time.</summary>
internal sealed class ChatbotUiReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal) { "id", "name", "messages", "model", "prompt", "folderId" };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal) { "role", "content", "type" };

    public override string Source => "chatbotui";

    public override bool Recognises(JsonElement record) =>
        record.HasArray("history") && (record.HasArray("folders") || record.Items("history").Any(conversation => conversation.HasArray("messages")));

    protected override IEnumerable<JsonElement> Conversations(JsonElement record) =>
        record.HasArray("history") ? record.Items("history") : [record];

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!conversation.HasArray("messages"))
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            Model = conversation.Member("model").Text("id") ?? conversation.Text("model"),
        };
        draft.Metadata.Set("system_prompt", conversation.Text("prompt")).KeepRest(conversation, OfConversation);
        if (conversation.Object("model") is { } model)
        {
            draft.Metadata.Keep("model", model);
        }

        foreach (var node in MessageTree.OfList(conversation.Items("messages"), "id").InOrder(null))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Text("id");

    protected override string? TitleOf(JsonElement conversation) => conversation.Text("name");

    /// <summary>The name of its folder.</summary>
    protected override IEnumerable<string?> TagsOf(JsonElement conversation, JsonElement record) =>
        conversation.Text("folderId") is { } folder
            ? record.Items("folders").Where(other => other.Text("id") == folder).Select(other => other.Text("name"))
            : [];

    private static IReadOnlyList<SourceMessage> ReadMessage(JsonElement message)
    {
        var blocks = new ContentBlocks(message.Text("role"));
        blocks.Read(message.Member("content"));
        blocks.Main.Metadata.KeepRest(message, OfMessage);
        return blocks.At(null);
    }
}
