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

    /// <summary>The program or export that it came from.</summary>
    public string? Source { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool? Starred { get; init; }

    /// <summary>Spoken, at least a part of it; false: typed alone.</summary>
    public bool? Audio { get; init; }

    /// <summary>The same of one that was read as the query asks of its row.</summary>
    public bool Includes(ConversationView conversation) =>
        IsOfStatus(conversation.Status)
        && (PersonalityId is null || conversation.PersonalityId == PersonalityId)
        && (Tag is not { Length: > 0 } || conversation.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Model is not { Length: > 0 } || conversation.Model == Model)
        && (Source is not { Length: > 0 } || conversation.Source == Source)
        && (From is null || conversation.LastMessageAt >= From)
        && (To is null || conversation.LastMessageAt < To)
        && (Starred is null || conversation.Starred == Starred)
        && (Audio is null || conversation.AudioDuration > 0 == Audio);

    private bool IsOfStatus(ConversationStatus status) => Status switch
    {
        ConversationScope.Active => status is ConversationStatus.Active,
        ConversationScope.Archived => status is ConversationStatus.Archived,
        ConversationScope.Deleted => status is ConversationStatus.Deleted,
        ConversationScope.All => status is not ConversationStatus.Deleted,
        _ => throw new InvalidOperationException($"There is no list of {Status}."),
    };
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

        if (filter.Source is { Length: > 0 } source)
        {
            conversations = conversations.Where(c => c.Source == source);
        }

        if (filter.From is { } from)
        {
            conversations = conversations.Where(c => c.LastMessageAt >= from);
        }

        if (filter.To is { } to)
        {
            conversations = conversations.Where(c => c.LastMessageAt < to);
        }

        // Said as their indexes say it: a value that comes with the call would not be known to be theirs.
        conversations = filter.Starred switch
        {
            true => conversations.Where(c => c.Starred),
            false => conversations.Where(c => !c.Starred),
            null => conversations,
        };
        return filter.Audio switch
        {
            true => conversations.Where(c => c.AudioDuration > 0),
            false => conversations.Where(c => c.AudioDuration == 0),
            null => conversations,
        };
    }
}
