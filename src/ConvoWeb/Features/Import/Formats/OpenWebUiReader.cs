using System.Text.Json;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>Open WebUI's chats: wrapped in <c>chat</c>, or as older versions wrote them. The messages stand there twice, as a tree and as one branch of it.</summary>
internal sealed class OpenWebUiReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfRecord = new(StringComparer.Ordinal)
    {
        "id", "chat", "title", "created_at", "updated_at", "archived", "pinned", "user_id",
    };

    private static readonly HashSet<string> OfChat = new(StringComparer.Ordinal)
    {
        "id", "title", "history", "messages", "timestamp", "tags", "params", "system",
    };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "id", "parentId", "childrenIds", "role", "content", "timestamp", "model", "files", "done", "lastSentence", "modelIdx",
    };

    public override string Source => "openwebui";

    public override bool Recognises(JsonElement record) =>
        record.Object("chat") is { } chat
            ? chat.Object("history")?.Object("messages") is not null || chat.HasArray("messages")
            : record.Object("history")?.Object("messages") is not null;

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!Recognises(conversation))
        {
            return null;
        }

        var chat = ChatOf(conversation);
        var history = chat.Object("history");
        var current = history.Text("currentId");
        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = conversation.Time("created_at") ?? chat.Time("timestamp"),
            UpdatedAt = conversation.Time("updated_at"),
            Archived = conversation.IsTrue("archived"),
            Starred = conversation.IsTrue("pinned"),
            Model = chat.Items("models").Select(model => model.Text()).FirstOrDefault(),
            Current = current,
        };
        draft.Metadata
            .Set("system_prompt", chat.Member("params").Text("system") ?? chat.Text("system"))
            .KeepRest(chat.Object("params"), new HashSet<string>(StringComparer.Ordinal) { "system" })
            .KeepRest(chat, OfChat);
        if (conversation.Object("chat") is not null)
        {
            draft.Metadata.KeepRest(conversation, OfRecord);
        }

        foreach (var node in TreeOf(chat, history?.Object("messages")).InOrder(current))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) =>
        conversation.Text("id") is { Length: > 0 } id ? id : ChatOf(conversation).Text("id");

    protected override string? TitleOf(JsonElement conversation) => ChatOf(conversation).Text("title") ?? conversation.Text("title");

    protected override IEnumerable<string?> TagsOf(JsonElement conversation, JsonElement record) =>
        conversation.Member("meta").Items("tags").Concat(ChatOf(conversation).Items("tags")).Select(tag => tag.Text() ?? tag.Text("name"));

    private static JsonElement ChatOf(JsonElement conversation) => conversation.Object("chat") ?? conversation;

    private static MessageTree TreeOf(JsonElement chat, JsonElement? tree) =>
        tree.Members().Any()
            ? MessageTree.OfMapping(tree!.Value, "parentId", "childrenIds")
            : MessageTree.OfList(chat.Items("messages"), "id", "parentId");

    private static IReadOnlyList<SourceMessage> ReadMessage(JsonElement message)
    {
        if (message.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        var blocks = new ContentBlocks(message.Text("role"));
        blocks.Read(message.Member("content"));
        var usage = message.Object("usage") ?? message.Object("info")?.Object("usage") ?? message.Object("info");
        blocks.Main.Model = message.Text("model");
        blocks.Main.TokensIn = usage.Count("prompt_tokens") ?? usage.Count("input_tokens") ?? usage.Count("prompt_eval_count");
        blocks.Main.TokensOut = usage.Count("completion_tokens") ?? usage.Count("output_tokens") ?? usage.Count("eval_count");
        blocks.Main.Times = TimesOf(usage);
        blocks.Main.Attach(message.Items("files"));
        blocks.Main.Metadata.KeepRest(message, OfMessage);
        return blocks.At(message.Time("timestamp"));
    }

    /// <summary>As Ollama measures them, which is what most of these chats are answered by. The first token comes when the model is loaded and has read the prompt.</summary>
    private static ResponseTimes TimesOf(JsonElement? usage) =>
        ResponseTimes.Of(usage.Nanoseconds("load_duration") + usage.Nanoseconds("prompt_eval_duration"), usage.Nanoseconds("total_duration"));
}
