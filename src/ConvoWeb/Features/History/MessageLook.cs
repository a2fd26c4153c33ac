using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>How a message is shown: rendered already, so that a circuit holds neither its text nor a tree of components for it.</summary>
public sealed record MessageLook
{
    public required MessageForm Form { get; init; }

    /// <summary>Nothing while it is written: then its text shows itself.</summary>
    public MarkupString Body { get; init; }

    /// <summary>Of an aside.</summary>
    public string? Title { get; init; }

    /// <summary>It can be folded up and opened.</summary>
    public bool IsFoldable { get; init; }

    public bool IsOpen { get; init; }

    /// <summary>The reader was led here.</summary>
    public bool IsHit { get; init; }

    /// <summary>Somebody changes its text.</summary>
    public bool IsEdited { get; init; }

    /// <summary>Where there are others beside it.</summary>
    public MessageVersions? Versions { get; init; }

    public DraftText? Draft { get; init; }
}

/// <summary>A message, without its text, and how it looks.</summary>
public sealed record ShownMessage(MessageView Message, MessageLook Look);

/// <summary>A message is to be opened, or to be folded up.</summary>
public sealed record MessageFold(Guid MessageId, bool IsOpen);
