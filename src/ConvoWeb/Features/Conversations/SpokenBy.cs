using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Who said a message, as its margin names them.</summary>
internal static class SpokenBy
{
    public static string You => ConversationsTexts.You;

    public static string Name(MessageView message, ConversationView conversation, PersonalityView? personality) =>
        Name(message.Type, conversation, personality);

    public static string Name(MessageType type, ConversationView conversation, PersonalityView? personality) => type switch
    {
        MessageType.User => You,
        MessageType.Ai => personality?.Name ?? Assistant(conversation.Source),
        MessageType.System => ConversationsTexts.System,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The product that a conversation was held in; which model it was stands beside the name on demand.</summary>
    private static string Assistant(string? source) => source is "chatgpt" ? "ChatGPT" : ConversationsTexts.Ai;
}
