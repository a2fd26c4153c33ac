using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>One <c>message</c> of the export, read as a message of ours.</summary>
internal sealed class ChatGptMessage
{
    /// <summary>What columns or other members say already, and what only the web page needs.</summary>
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal)
    {
        "model_slug", "default_model_slug", "parent_id", "timestamp_", "message_type", "is_complete", "pad", "request_id",
        "is_visually_hidden_from_conversation", "attachments", "truncated",
    };

    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "id", "author", "create_time", "update_time", "content", "status", "end_turn", "weight", "recipient", "channel", "metadata",
    };

    private readonly JsonElement _message;
    private readonly JsonElement? _metadata;
    private readonly ChatGptContent _content;
    private readonly string? _role;

    public ChatGptMessage(JsonElement message)
    {
        _message = message;
        _metadata = message.Object("metadata");
        _content = ChatGptContent.Of(message.Member("content"));
        _role = message.Member("author").Text("role");
    }

    /// <summary>The page never showed it, and there is nothing in it to show.</summary>
    public bool IsEmptyAndHidden => IsFlaggedHidden && _content.IsEmpty && !_metadata.Items("attachments").Any();

    private bool IsFlaggedHidden => _metadata.IsTrue("is_visually_hidden_from_conversation");

    private bool IsContext => _content.Type is "user_editable_context" or "model_editable_context" or "app_pairing_content";

    /// <summary>Pictures that code of the model drew.</summary>
    private IEnumerable<JsonElement> Drawn => _metadata.Member("aggregate_result").Items("messages").Where(output => output.Text("image_url") is not null);

    /// <summary>What the model says to a tool, and the page folds.</summary>
    private bool IsCall => _role is "assistant" && _message.Text("recipient") is not (null or "all");

    private MessageType Type => _role switch
    {
        _ when IsContext => MessageType.System,
        "user" => MessageType.User,
        "assistant" => MessageType.Ai,
        _ => MessageType.System,
    };

    public SourceMessage ToSource()
    {
        var source = new SourceMessage(Type)
        {
            Time = _message.Time("create_time") ?? _message.Time("update_time"),
            Model = _metadata.Text("model_slug") ?? _metadata.Text("default_model_slug"),
            AudioDuration = _content.AudioDuration,
        };
        source.Say(_content.Text);
        Describe(source);
        return source;
    }

    private void Describe(SourceMessage source)
    {
        var metadata = source.Metadata
            .Set("role", _role is "user" or "assistant" or "system" ? null : _role)
            .Set("kind", _content.Type is "thoughts" or "reasoning_recap" ? "reasoning" : null)
            .Set("hidden", IsFlaggedHidden || IsContext || IsCall || (_role is "system" && !_metadata.IsTrue("is_user_system_message")))
            .Set("content_type", _content.Type is "text" ? null : _content.Type)
            .Set("language", _message.Member("content").Text("language"))
            .Set("name", _message.Member("author").Text("name"))
            .Set("recipient", _message.Text("recipient") is "all" ? null : _message.Text("recipient"))
            .Set("channel", _message.Text("channel"))
            .Set("status", _message.Text("status") is "finished_successfully" ? null : _message.Text("status"))
            .Set("attachments", [.. ChatGptFiles.Of(_metadata.Items("attachments").Concat(_content.Assets).Concat(Drawn), source)]);

        if (_message.Member("weight") is { } weight && weight.Text() is "0" or "0.0")
        {
            metadata.Keep("weight", _message.Member("weight")!.Value); // was not part of what the model saw
        }

        metadata
            .KeepRest(_metadata, NotKept)
            .KeepRest(_message.Object("content"), _content.Read)
            .KeepRest(_message, Read);
    }
}
