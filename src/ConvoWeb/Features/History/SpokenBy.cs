using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>Who said a message, as its margin names them.</summary>
internal static class SpokenBy
{
    public const string You = "You";

    public static string Name(MessageView message, ConversationView conversation, PersonalityView? personality) => message.Type switch
    {
        MessageType.User => You,
        MessageType.Ai => personality?.Name ?? Assistant(conversation.Source),
        MessageType.System => "System",
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    /// <summary>The product that a conversation was held in; which model it was stands beside the name on demand.</summary>
    private static string Assistant(string? source) => source is "chatgpt" ? "ChatGPT" : "AI";
}
