using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>What a source tells of one message, before it has its place in a conversation.</summary>
internal sealed class SourceMessage(MessageType type)
{
    private const int MostNamed = 200;

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly List<string> _texts = [];
    private readonly List<string> _thoughts = [];
    private readonly List<JsonElement> _calls = [];
    private readonly List<JsonElement> _attachments = [];
    private readonly List<JsonElement> _details = [];
    private readonly List<ImportedFile> _files = [];

    public MessageType Type => type;

    public string Content => string.Join("\n\n", _texts);

    public DateTimeOffset? Time { get; set; }

    public string? Model { get; set; }

    public double? AudioDuration { get; set; }

    public int? TokensIn { get; set; }

    public int? TokensOut { get; set; }

    /// <summary>How long it took, which counts of an answer only.</summary>
    public ResponseTimes Times { get; set; }

    public MetadataBuilder Metadata { get; } = new();

    /// <summary>Those of its attachments that have their bytes in the export.</summary>
    public IReadOnlyList<ImportedFile> Files => _files;

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

    /// <summary>Its files alone, where there is no room for more about them.</summary>
    public IReadOnlyList<JsonElement> FileNames => [.. _files.Take(MostNamed).Select(file => Nothing.With(ImportedFile.Member, file.Key))];

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

    /// <summary>A file or a picture. Its bytes, where they stand in it, are told apart from what is said of it.</summary>
    public void Attach(JsonElement file)
    {
        var files = new List<InlineFile>();
        var copy = JsonCopy.Of(file, files: files);
        var about = copy.ValueKind is JsonValueKind.Object ? copy.Renamed(name => copy.Member(NameOf(name)) is null ? NameOf(name) : name) : copy;
        if (files.Count == 0)
        {
            _attachments.Add(about);
            return;
        }

        if (about.ValueKind is not JsonValueKind.Object)
        {
            about = Nothing.With(("data", about));
        }

        foreach (var (i, inline) in files.Index())
        {
            _attachments.Add((i == 0 ? about : Nothing).With(ImportedFile.Member, inline.Key));
            _files.Add(new ImportedFile(inline.Key, inline.MediaType ?? MediaTypeIn(about), inline.Bytes));
        }
    }

    /// <summary>That the bytes of what is said to be attached stand elsewhere in the export.</summary>
    public void Expect(string file) => _files.Add(new ImportedFile(file));

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
    public MetadataBuilder AllMetadata()
    {
        var times = type is MessageType.Ai ? Times : default;
        return Metadata
            .Set("reasoning", string.Join("\n\n", _thoughts))
            .Set("tool_calls", _calls)
            .Set("attachments", _attachments)
            .Set("details", _details)
            .Set(ResponseTimes.FirstTokenName, times.FirstToken)
            .Set(ResponseTimes.ResponseName, times.Response);
    }

    /// <summary>What the bytes are said to be, wherever in it.</summary>
    private static string? MediaTypeIn(JsonElement about) =>
        about.Text("media_type") ?? about.Text("mime_type") ?? about.Text("mimeType")
        ?? (about.Text("format") is { } format ? $"audio/{(format is "mp3" ? "mpeg" : format)}" : null)
        ?? about.Members().Where(member => member.Value.ValueKind is JsonValueKind.Object).Select(member => MediaTypeIn(member.Value)).FirstOrDefault(type => type is not null);

    /// <summary>What every file has is called the same, wherever it comes from.</summary>
    private static string NameOf(string member) => member switch
    {
        "file_name" or "filename" or "fileName" => "name",
        "file_type" or "mimeType" => "mime_type",
        "file_size" or "bytes" or "sizeBytes" => "size",
        _ => member,
    };
}
