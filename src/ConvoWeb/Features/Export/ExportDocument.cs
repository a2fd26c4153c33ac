using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Export;

/// <summary>A conversation on its way out. Its messages are read while they are written, and only once.</summary>
public sealed record ExportDocument
{
    public required ConversationView Conversation { get; init; }

    /// <summary>What changed after this is not part of it.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    public PersonalityView? Personality { get; init; }

    public required ExportOptions Options { get; init; }

    /// <summary>Opens a file that a message names; null when the reader has no such file.</summary>
    public Func<Guid, CancellationToken, Task<OpenFile?>> OpenFile { get; init; } = static (_, _) => Task.FromResult<OpenFile?>(null);

    /// <summary>Those that the options ask for, in the order of <c>seq</c>.</summary>
    public required IAsyncEnumerable<MessageView> Messages { get; init; }

    /// <summary>The same, each as the JSON of the API: one of both is read.</summary>
    public required IAsyncEnumerable<ReadOnlyMemory<byte>> MessagesAsJson { get; init; }
}
