namespace ConvoWeb.Data.Conversations;

/// <summary>Who sees what. A conversation that somebody may not see does not exist for them.</summary>
public static class ConversationAccess
{
    public static IQueryable<Conversation> VisibleTo(this IQueryable<Conversation> conversations, string ownerId) =>
        conversations.Where(conversation => conversation.OwnerId == ownerId);

    public static IQueryable<Personality> VisibleTo(this IQueryable<Personality> personalities, string ownerId) =>
        personalities.Where(personality => personality.OwnerId == ownerId);
}
