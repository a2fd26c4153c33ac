using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;

namespace ConvoWeb.Features.History;

/// <summary>Who says a message: one for all messages of a type.</summary>
/// <param name="Classes">Of a message, one of which colours the name.</param>
public sealed record Speaker(string Name, string Classes)
{
    internal static IReadOnlyDictionary<MessageType, Speaker> In(ConversationView conversation, PersonalityView? personality) =>
        Enum.GetValues<MessageType>().ToDictionary(type => type, type => new Speaker(
            SpokenBy.Name(type, conversation, personality),
            type is MessageType.User ? "cw-msg cw-msg--user"
                : type is MessageType.Ai && PersonalityHue.Of(personality?.Color) is { } hue ? $"cw-msg cw-msg--ai {hue}"
                : "cw-msg cw-msg--ai"));
}
