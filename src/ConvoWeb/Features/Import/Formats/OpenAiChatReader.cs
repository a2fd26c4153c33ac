using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>What is sent to and trained with OpenAI's chat API, JSONL and JSON: <c>{"messages": [{"role": …, "content": …}]}</c>.</summary>
internal sealed class OpenAiChatReader(TimeProvider clock) : RecordReader
{
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "messages", "title" };

    private static readonly HashSet<string> NotKeptOfMessage = new(StringComparer.Ordinal)
    {
        "role", "content", "tool_calls", "function_call", "refusal", "audio", "reasoning", "reasoning_content",
    };

    public override string Source => "openai-chat";

    /// <summary>Others have <c>messages</c> with roles too, but as a copy of a <c>history</c>, or with a sender and an id each.</summary>
    public override bool Recognises(JsonElement record) =>
        record.Member("history") is null
        && record.Member("mapping") is null
        && record.Member("conversationId") is null
        && record.Items("messages").Any(IsMessage);

    protected override ConversationDraft? Read(JsonElement conversation)
    {
        if (!conversation.HasArray("messages"))
        {
            return null;
        }

        var draft = new ConversationDraft(clock) { Title = TitleOf(conversation), Model = conversation.Text("model") };
        draft.Metadata.KeepRest(conversation, NotKept);
        foreach (var message in conversation.Items("messages"))
        {
            draft.Place(RecordIds.After(draft.Last, message), draft.Last, MessagesOf(message));
        }

        return draft;
    }

    /// <summary>It has none: equal ones of a file are told apart by their order.</summary>
    protected override string? IdOf(JsonElement conversation) => null;

    private static bool IsMessage(JsonElement message) =>
        message.Text("role") is not null
        && message.Member("parentId") is null
        && message.Member("sender") is null
        && (message.Has("content") || message.Member("tool_calls") is not null || message.Member("function_call") is not null);

    private static IReadOnlyList<SourceMessage> MessagesOf(JsonElement element)
    {
        var blocks = new ContentBlocks(element.Text("role"));
        blocks.Read(element.ValueKind is JsonValueKind.Object ? element.Member("content") : element);
        var message = blocks.Main;
        if (element.Text("refusal") is { Length: > 0 } refusal)
        {
            message.Say(refusal);
            message.Metadata.Set("refusal", true);
        }

        message.Think(element.Text("reasoning_content") ?? element.Text("reasoning"));
        foreach (var call in element.Items("tool_calls"))
        {
            message.Call(call);
        }

        if (element.Member("function_call") is { } function)
        {
            message.Call(function);
        }

        if (element.Member("audio") is { } audio)
        {
            message.Say(audio.Text("transcript"));
            message.Attach(audio);
        }

        message.Metadata.KeepRest(element, NotKeptOfMessage);
        return blocks.At(null);
    }
}
