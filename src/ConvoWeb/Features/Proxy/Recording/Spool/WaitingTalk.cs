using System.Text.Json.Serialization;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording.Spool;

/// <summary>A talk that is over, and could not be stored yet.</summary>
internal sealed record WaitingTalk
{
    /// <summary>What its writes are called by.</summary>
    public required Guid Id { get; init; }

    public required string UserId { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Of the request.</summary>
    public required byte[] Body { get; init; }

    public required RecordedRequest Request { get; init; }

    public required ChatAnswer? Answer { get; init; }

    public required bool IsWhole { get; init; }

    public required TalkTimes Times { get; init; }

    /// <summary>What of it is stored; null when nothing of the answer is.</summary>
    public required TalkProgress? Progress { get; init; }
}

[JsonSerializable(typeof(WaitingTalk))]
internal sealed partial class WaitingTalkJson : JsonSerializerContext;
