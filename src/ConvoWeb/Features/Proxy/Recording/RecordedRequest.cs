using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>What a request says beside its body about where to record it.</summary>
/// <param name="ConversationId">The conversation that it goes on with.</param>
/// <param name="Personality">Name or id of whom the talk is with, for a new conversation.</param>
internal sealed record RecordedRequest(Guid? ConversationId, string? Personality)
{
    public const string ConversationHeader = ProxyHeaders.OwnPrefix + "Conversation";

    public const string PersonalityHeader = ProxyHeaders.OwnPrefix + "Personality";

    /// <summary>What is no id names no conversation: the caller gets an answer all the same.</summary>
    public static RecordedRequest Of(HttpRequest request) => new(
        Guid.TryParse(request.Headers[ConversationHeader], out var id) ? id : null,
        request.Headers[PersonalityHeader].ToString() is { Length: > 0 } personality ? personality : null);
}

/// <summary>A request that is recorded with its answer.</summary>
/// <param name="Body">It is only read.</param>
internal sealed record AskedTalk(CurrentUser User, byte[] Body, RecordedRequest Request);
