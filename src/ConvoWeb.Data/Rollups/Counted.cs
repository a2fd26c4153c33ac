using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Data.Rollups;

/// <summary>What of a message is counted: of those that a search can find, no system messages and no drafts.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountedMessage
{
    public required MessageType Type { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required string? Model { get; init; }

    public required int? TokensIn { get; init; }

    public required int? TokensOut { get; init; }

    public required bool TokensEstimated { get; init; }

    public required double? AudioDuration { get; init; }

    /// <summary>In code points.</summary>
    public required long Length { get; init; }

    public required string? Metadata { get; init; }

    /// <summary>As the databases count it. What is stored is well-formed.</summary>
    public static long LengthOf(string content) =>
        content.AsSpan().ContainsAnyInRange('\uDC00', '\uDFFF') ? content.Length - content.Count(char.IsLowSurrogate) : content.Length;
}

/// <summary>What of a conversation is counted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountedConversation(Guid? PersonalityId, string? Model, DateTimeOffset LastMessageAt, int MessageCount);

/// <summary>Which conversation, whose, and when it was created, which never changes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConversationKey(string OwnerId, Guid Id, DateTimeOffset CreatedAt);
