using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>Grok's data export: each conversation beside its responses, which name the one that they answer.</summary>
internal sealed class GrokReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> OfConversation = new(StringComparer.Ordinal)
    {
        "conversation_id", "title", "create_time", "modify_time", "starred", "leaf_response_id", "user_id", "anon_user_id", "x_user_id",
    };

    private static readonly HashSet<string> OfRecord = new(StringComparer.Ordinal) { "conversation", "responses" };

    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal)
    {
        "response_id", "conversation_id", "parent_response_id", "message", "sender", "create_time", "model", "thinking_trace", "xai_user_id",
        "xai_anon_user_id", "image_attachments", "file_attachments", "generated_image_urls",
    };

    public override string Source => "grok";

    public override bool Recognises(JsonElement record) => record.Object("conversation") is not null && record.HasArray("responses");

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (conversation.Object("conversation") is not { } about || !conversation.HasArray("responses"))
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = IdOf(conversation),
            Title = TitleOf(conversation),
            CreatedAt = about.Time("create_time"),
            UpdatedAt = about.Time("modify_time"),
            Starred = about.IsTrue("starred"),
            Current = about.Text("leaf_response_id"),
        };
        draft.Metadata.KeepRest(about, OfConversation).KeepRest(conversation, OfRecord);
        var responses = conversation.Items("responses").Select(item => item.Object("response") ?? item);
        foreach (var node in MessageTree.OfList(responses, "response_id", "parent_response_id").InOrder(draft.Current))
        {
            draft.Place(node.Key, node.Parent?.Key, ReadMessage(node.Value));
        }

        return draft;
    }

    protected override string? IdOf(JsonElement conversation) => conversation.Member("conversation").Text("conversation_id");

    protected override string? TitleOf(JsonElement conversation) => conversation.Member("conversation").Text("title");

    private static SourceMessage ReadMessage(JsonElement response)
    {
        var message = SourceMessage.By(response.Text("sender"));
        message.Time = response.Time("create_time");
        message.Model = response.Text("model") ?? response.Member("metadata").Member("requestModelDetails").Text("modelId");
        message.Say(response.Text("message"));
        message.Think(response.Text("thinking_trace"));
        message.Attach(response.Items("image_attachments"));
        message.Attach(response.Items("file_attachments"));
        message.Attach(response.Items("generated_image_urls"));
        message.Metadata.KeepRest(response, OfMessage);
        return message;
    }
}
