using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>What a source tells of one message, before it has its place in a conversation.</summary>
internal sealed class SourceMessage(MessageType type)
{
    private readonly List<string> _texts = [];
    private readonly List<string> _thoughts = [];
    private readonly List<JsonElement> _calls = [];
    private readonly List<JsonElement> _attachments = [];
    private readonly List<JsonElement> _details = [];

    public MessageType Type => type;

    public string Content => string.Join("\n\n", _texts);

    public DateTimeOffset? Time { get; set; }

    public string? Model { get; set; }

    public double? AudioDuration { get; set; }

    public int? TokensIn { get; set; }

    public int? TokensOut { get; set; }

    public MetadataBuilder Metadata { get; } = new();

    /// <summary>By what sources call those who speak. Whoever is neither a person nor a model is kept by the role.</summary>
    public static SourceMessage By(string? role) => role?.ToLowerInvariant() switch
    {
        "user" or "human" or "prompter" => new SourceMessage(MessageType.User),
        "assistant" or "ai" or "gpt" or "model" or "gemini" or "bot" => new SourceMessage(MessageType.Ai),
        "system" or null => new SourceMessage(MessageType.System),
        "tool" or "function" or "observation" => OfRole("tool"),
        _ => OfRole(role),
    };

    /// <summary>Of nobody who takes part in the talk: a tool that answers, most often.</summary>
    public static SourceMessage OfRole(string role)
    {
        var message = new SourceMessage(MessageType.System);
        message.Metadata.Set("role", role);
        return message;
    }

    public void Say(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _texts.Add(text);
        }
    }

    /// <summary>What the model thought before it said this.</summary>
    public void Think(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _thoughts.Add(text);
        }
    }

    public void Call(JsonElement call, HashSet<string>? without = null) => _calls.Add(JsonCopy.Of(call, without));

    /// <summary>A file or a picture that the source names only.</summary>
    public void Attach(JsonElement file)
    {
        var copy = JsonCopy.Of(file);
        _attachments.Add(copy.ValueKind is JsonValueKind.Object ? copy.Renamed(name => copy.Member(NameOf(name)) is null ? NameOf(name) : name) : copy);
    }

    public void Attach(IEnumerable<JsonElement> files)
    {
        foreach (var file in files)
        {
            Attach(file);
        }
    }

    /// <summary>What a part of the content says beside its text.</summary>
    public void Note(JsonElement details, HashSet<string>? without = null) => _details.Add(JsonCopy.Of(details, without));

    /// <summary>Everything that has no column.</summary>
    public MetadataBuilder AllMetadata() => Metadata
        .Set("reasoning", string.Join("\n\n", _thoughts))
        .Set("tool_calls", _calls)
        .Set("attachments", _attachments)
        .Set("details", _details);

    /// <summary>What every file has is called the same, wherever it comes from.</summary>
    private static string NameOf(string member) => member switch
    {
        "file_name" or "filename" or "fileName" => "name",
        "file_type" or "mimeType" => "mime_type",
        "file_size" or "bytes" or "sizeBytes" => "size",
        _ => member,
    };
}
