using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Pages;

namespace ConvoWeb.Features.History;

/// <summary>What a list and each of its filters is called.</summary>
internal static class ListNames
{
    public static IReadOnlyList<(ConversationScope Status, string Name)> Statuses =>
    [
        (ConversationScope.Active, HistoryTexts.StatusActive),
        (ConversationScope.Archived, HistoryTexts.StatusArchived),
        (ConversationScope.All, HistoryTexts.StatusAll),
        (ConversationScope.Deleted, HistoryTexts.StatusTrash),
    ];

    /// <summary>Each as a choice, and as it stands inside a sentence.</summary>
    public static IReadOnlyList<(string Sort, string Name, string Inside)> Orders =>
    [
        ("-last_message_at", HistoryTexts.OrderLastMessage, HistoryTexts.ByLastMessage),
        ("-created_at", HistoryTexts.OrderNewest, HistoryTexts.ByNewest),
        ("created_at", HistoryTexts.OrderOldest, HistoryTexts.ByOldest),
        ("title", HistoryTexts.OrderTitle, HistoryTexts.ByTitle),
        ("-message_count", HistoryTexts.OrderMostMessages, HistoryTexts.ByMostMessages),
        ("message_count", HistoryTexts.OrderFewestMessages, HistoryTexts.ByFewestMessages),
        ("-audio_duration", HistoryTexts.OrderLongestAudio, HistoryTexts.ByLongestAudio),
        ("audio_duration", HistoryTexts.OrderShortestAudio, HistoryTexts.ByShortestAudio),
    ];

    public static bool IsStatus(string? word) => word is null || Words<ConversationScope>.All.Contains(word, StringComparer.Ordinal);

    /// <summary>For a screen reader.</summary>
    public static string Of(ConversationScope status, ConversationOrder order)
    {
        var list = status switch
        {
            ConversationScope.Archived => HistoryTexts.ArchivedConversations,
            ConversationScope.Deleted => HistoryTexts.ConversationsInTrash,
            ConversationScope.All => HistoryTexts.ActiveAndArchivedConversations,
            _ => HistoryTexts.Conversations,
        };
        return order == ConversationOrder.NewestFirst ? Wording.Of(HistoryTexts.NewestFirst, list) : Wording.Of(HistoryTexts.InOrderOf, list, Inside(order.Name));
    }

    /// <summary>What is on, but for what the segment shows already, and the list without it.</summary>
    public static IEnumerable<(string Name, ConversationListQuery Without)> Chips(ConversationListQuery list)
    {
        if (list.Status is { } status && IsStatus(status) && status != Words<ConversationScope>.Of(ConversationScope.Active))
        {
            yield return (Statuses.First(named => Words<ConversationScope>.Of(named.Status) == status).Name, list with { Status = null });
        }

        if (list.Personality is { Length: > 0 } personality)
        {
            yield return (personality, list with { Personality = null });
        }

        if (list.Tag is { Length: > 0 } tag)
        {
            yield return (Wording.Of(HistoryTexts.TagIs, tag), list with { Tag = null });
        }

        if (list.Model is { Length: > 0 } model)
        {
            yield return (model, list with { Model = null });
        }

        if (list.Source is { Length: > 0 } source)
        {
            yield return (Wording.Of(HistoryTexts.SourceIs, source), list with { Source = null });
        }

        if (list.From is { Length: > 0 } from)
        {
            yield return (Wording.Of(HistoryTexts.Since, Day(from, 0)), list with { From = null });
        }

        if (list.To is { Length: > 0 } to)
        {
            yield return (Wording.Of(HistoryTexts.Until, Day(to, -1)), list with { To = null });
        }

        if (list.Sort is { } sort && ConversationOrder.Names.Contains(sort, StringComparer.Ordinal) && sort != ConversationOrder.NewestFirst.Name)
        {
            yield return (Wording.Of(HistoryTexts.By, Inside(sort)), list with { Sort = null });
        }
    }

    private static string Inside(string sort) => Orders.First(order => order.Sort == sort).Inside;

    private static string Day(string text, int shift) => TimeChoices.DayOf(text) is { } day ? Wording.Day(day.AddDays(shift)) : text;
}
