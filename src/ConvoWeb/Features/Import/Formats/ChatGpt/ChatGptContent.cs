using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>The <c>content</c> of a message, whose shape its <c>content_type</c> says: what of it is text, sound or a picture.</summary>
internal sealed class ChatGptContent
{
    private readonly List<string> _texts = [];
    private readonly List<JsonElement> _assets = [];
    private readonly List<string> _placeholders = [];
    private readonly HashSet<string> _read = new(["content_type", "parts", "thoughts", "language"], StringComparer.Ordinal);
    private double _audioSeconds;

    private ChatGptContent(string type) => Type = type;

    public string Type { get; }

    /// <summary>Pictures and sound, which the export names only.</summary>
    public IReadOnlyList<JsonElement> Assets => _assets;

    /// <summary>How long one speaks, when the export says so.</summary>
    public double? AudioDuration => _audioSeconds > 0 ? Math.Round(_audioSeconds, 3) : null;

    /// <summary>The text; what stands for pictures and sound when there is none at all.</summary>
    public string Text => string.Join("\n\n", HasText || _assets.Count == 0 ? _texts : _placeholders);

    /// <summary>The members whose text this is.</summary>
    public IReadOnlySet<string> Read => _read;

    public bool IsEmpty => !HasText && _assets.Count == 0;

    private bool HasText => _texts.Exists(text => !string.IsNullOrWhiteSpace(text));

    public static ChatGptContent Of(JsonElement? element)
    {
        var content = new ChatGptContent(element.Text("content_type") ?? "text");
        if (element is not { } value)
        {
            return content;
        }

        switch (content.Type)
        {
            case "thoughts":
                foreach (var thought in element.Items("thoughts"))
                {
                    content.Add(thought.Text("summary"));
                    content.Add(thought.Text("content"));
                }

                break;
            case "tether_quote" or "sonic_webpage":
                content.Add(value, "title", "url", value.Member("text") is null ? "snippet" : "text");
                break;
            case "tether_browsing_display":
                content.Add(value, "summary", "result");
                break;
            case "user_editable_context":
                content.Add(value, "user_profile", "user_instructions");
                break;
            case "system_error":
                content.Add(value, "name", "text");
                break;
            case "app_pairing_content":
                foreach (var part in element.Items("context_parts"))
                {
                    content.Add(part.Text("text"));
                }

                break;
            default:
                // The known types keep their text in one of these, and so will the next ones.
                content.Add(value.Text());
                content.Add(value, "text", "content", "result", "model_set_context", "output_str");
                break;
        }

        foreach (var part in element.Items("parts"))
        {
            content.AddPart(part);
        }

        if (value.ValueKind is JsonValueKind.Object && value.Object("screenshot") is { } screenshot)
        {
            content.AddAsset(screenshot, "[image]");
            content._read.Add("screenshot");
        }

        return content;
    }

    private void AddPart(JsonElement part)
    {
        switch (part.Text("content_type"))
        {
            case "audio_transcription":
                Add(part.Text("text"));
                break;
            case "image_asset_pointer":
                AddAsset(part, "[image]");
                break;
            case "audio_asset_pointer":
                AddAsset(part, "[audio]");
                AddDuration(part);
                break;
            case "real_time_user_audio_video_asset_pointer":
                AddAsset(part, "[audio and video]");
                if (part.Object("audio_asset_pointer") is { } audio)
                {
                    AddDuration(audio);
                }

                break;
            default:
                Add(part.Text() ?? part.Text("text"));
                if (part.ValueKind is JsonValueKind.Object && part.Text("text") is null)
                {
                    AddAsset(part, $"[{part.Text("content_type") ?? "attachment"}]");
                }

                break;
        }
    }

    private void Add(JsonElement content, params IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => content.Text(name) is not null))
        {
            Add(content.Text(name));
            _read.Add(name);
        }
    }

    private void Add(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _texts.Add(text);
        }
    }

    private void AddAsset(JsonElement asset, string placeholder)
    {
        _assets.Add(asset);
        _placeholders.Add(placeholder);
    }

    private void AddDuration(JsonElement audio)
    {
        var metadata = audio.Member("metadata");
        if (metadata.Number("start") is { } start && metadata.Number("end") is { } end && end - start is > 0 and < 86_400 and var seconds)
        {
            _audioSeconds += seconds;
        }
    }
}
