using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>One message of a request or of an answer, as it is stored.</summary>
internal sealed record ChatTurn
{
    public required MessageType Type { get; init; }

    /// <summary>The text of it, at most <see cref="Message.ContentMaxBytes"/>; pictures, sound and files are not in it.</summary>
    public required string Content { get; init; }

    /// <summary>A JSON object of at most <see cref="Message.MetadataMaxBytes"/>, or null; under the names that an import gives the same.</summary>
    public string? Metadata { get; init; }

    /// <summary>What the model said.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>What a tool answered.</summary>
    public bool IsTool { get; init; }

    /// <summary>In a tool's answer: the call that it answers.</summary>
    public string? ToolCallId { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Pictures, sounds and files, in the order in which the metadata lists them as <c>attachments</c>.</summary>
    public IReadOnlyList<TurnPart> Parts { get; init; } = [];

    /// <summary>How long it sounds, where that came with it.</summary>
    public double? AudioSeconds { get; init; }

    /// <summary>What the model thought, also where it is too long for the metadata.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Something of it was too large to be kept; the metadata says so too.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Nothing was said, and nothing called.</summary>
    public bool IsEmpty => ToolCalls.Count == 0 && string.IsNullOrWhiteSpace(Content);
}
