using System.Globalization;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Pages;

namespace ConvoWeb.Features.History;

/// <summary>What a list and each of its filters is called.</summary>
internal static class ListNames
{
    public static readonly IReadOnlyList<(ConversationScope Status, string Name)> Statuses =
    [
        (ConversationScope.Active, "Active"), (ConversationScope.Archived, "Archived"), (ConversationScope.All, "Active and archived"), (ConversationScope.Deleted, "Trash"),
    ];

    public static readonly IReadOnlyList<(string Sort, string Name)> Orders =
    [
        ("-last_message_at", "Last message"), ("-created_at", "Newest"), ("created_at", "Oldest"), ("title", "Title"),
        ("-message_count", "Most messages"), ("message_count", "Fewest messages"), ("-audio_duration", "Longest audio"), ("audio_duration", "Shortest audio"),
    ];

    public static bool IsStatus(string? word) => word is null || Words<ConversationScope>.All.Contains(word, StringComparer.Ordinal);

    /// <summary>For a screen reader.</summary>
    public static string Of(ConversationScope status, ConversationOrder order)
    {
        var list = status switch
        {
            ConversationScope.Archived => "Archived conversations",
            ConversationScope.Deleted => "Conversations in the trash",
            ConversationScope.All => "Active and archived conversations",
            _ => "Conversations",
        };
        return order == ConversationOrder.NewestFirst ? $"{list}, newest first" : $"{list}, by {OrderName(order.Name).ToLowerInvariant()}";
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
            yield return ($"Tag: {tag}", list with { Tag = null });
        }

        if (list.Model is { Length: > 0 } model)
        {
            yield return (model, list with { Model = null });
        }

        if (list.From is { Length: > 0 } from)
        {
            yield return ($"Since {Day(from, 0)}", list with { From = null });
        }

        if (list.To is { Length: > 0 } to)
        {
            yield return ($"Until {Day(to, -1)}", list with { To = null });
        }

        if (list.Sort is { } sort && ConversationOrder.Names.Contains(sort, StringComparer.Ordinal) && sort != ConversationOrder.NewestFirst.Name)
        {
            yield return ($"By {OrderName(sort).ToLowerInvariant()}", list with { Sort = null });
        }
    }

    private static string OrderName(string sort) => Orders.First(order => order.Sort == sort).Name;

    private static string Day(string text, int shift) =>
        TimeChoices.DayOf(text)?.AddDays(shift).ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? text;
}
