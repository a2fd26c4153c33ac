using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Conversations;

public enum ConversationScope
{
    Active,
    Archived,

    /// <summary>The trash.</summary>
    Deleted,

    /// <summary>Active and archived.</summary>
    All,
}

/// <summary>Which conversations a list shows. Times mean <c>last_message_at</c>, from inclusive to exclusive.</summary>
public sealed record ConversationFilter
{
    public ConversationScope Status { get; init; }

    public Guid? PersonalityId { get; init; }

    public string? Tag { get; init; }

    public string? Model { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool? Starred { get; init; }
}

internal static class ConversationFilterQueries
{
    public static IQueryable<Conversation> Matching(
        this IQueryable<Conversation> conversations, ConversationFilter filter)
    {
        conversations = filter.Status switch
        {
            ConversationScope.Active => conversations.Where(c => c.Status == ConversationStatus.Active),
            ConversationScope.Archived => conversations.Where(c => c.Status == ConversationStatus.Archived),
            ConversationScope.Deleted => conversations.Where(c => c.Status == ConversationStatus.Deleted),
            ConversationScope.All => conversations.Where(c => c.Status != ConversationStatus.Deleted),
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        };

        if (filter.PersonalityId is { } personality)
        {
            conversations = conversations.Where(c => c.PersonalityId == personality);
        }

        if (filter.Tag is { Length: > 0 } tag)
        {
            conversations = conversations.Where(c => c.Tags.Any(t => t.Name == tag));
        }

        if (filter.Model is { Length: > 0 } model)
        {
            conversations = conversations.Where(c => c.Model == model);
        }

        if (filter.From is { } from)
        {
            conversations = conversations.Where(c => c.LastMessageAt >= from);
        }

        if (filter.To is { } to)
        {
            conversations = conversations.Where(c => c.LastMessageAt < to);
        }

        return filter.Starred is { } starred ? conversations.Where(c => c.Starred == starred) : conversations;
    }
}
