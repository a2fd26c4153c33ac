using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Conversations;

/// <summary>
/// An order of the list, paged by its key and the id. "At most the key, and less than it or of a smaller id" says the same
/// as a comparison of pairs, and lets both databases begin at the place in the index instead of at its start.
/// </summary>
public sealed record ConversationOrder
{
    public static readonly ConversationOrder NewestFirst = new()
    {
        Name = "-last_message_at",
        TimeOf = c => c.LastMessageAt,
        KeyOf = c => Key(c.LastMessageAt),
        Page = (conversations, after) => (after is null ? conversations : After(conversations, Time(after), after.Id))
            .OrderByDescending(c => c.LastMessageAt).ThenByDescending(c => c.Id),
    };

    private static readonly ConversationOrder ByTitle = new()
    {
        Name = "title",
        CompareKeys = (left, right) => string.CompareOrdinal(left.Key, right.Key),
        KeyOf = c => c.StoredTitleKey ?? Conversation.TitleKeyOf(c.Title),
        Page = (conversations, after) =>
        {
            if (after is not null)
            {
                var (key, id) = (after.Key, after.Id);
                conversations = conversations.Where(
                    c => c.TitleKey.CompareTo(key) >= 0 && (c.TitleKey.CompareTo(key) > 0 || c.Id.CompareTo(id) > 0));
            }

            return conversations.OrderBy(c => c.TitleKey).ThenBy(c => c.Id);
        },
    };

    private static readonly Dictionary<string, ConversationOrder> All = new ConversationOrder[]
    {
        NewestFirst,
        new()
        {
            Name = "created_at",
            TimeOf = c => c.CreatedAt,
            KeyOf = c => Key(c.CreatedAt),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Time(after), after.Id);
                    conversations = conversations.Where(c => c.CreatedAt >= key && (c.CreatedAt > key || c.Id.CompareTo(id) > 0));
                }

                return conversations.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id);
            },
        },
        new()
        {
            Name = "-created_at",
            TimeOf = c => c.CreatedAt,
            KeyOf = c => Key(c.CreatedAt),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Time(after), after.Id);
                    conversations = conversations.Where(c => c.CreatedAt <= key && (c.CreatedAt < key || c.Id.CompareTo(id) < 0));
                }

                return conversations.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id);
            },
        },
        ByTitle,
        new()
        {
            Name = "message_count",
            KeyOf = c => c.MessageCount.ToString(CultureInfo.InvariantCulture),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Count(after), after.Id);
                    conversations = conversations.Where(c => c.MessageCount >= key && (c.MessageCount > key || c.Id.CompareTo(id) > 0));
                }

                return conversations.OrderBy(c => c.MessageCount).ThenBy(c => c.Id);
            },
        },
        new()
        {
            Name = "-message_count",
            KeyOf = c => c.MessageCount.ToString(CultureInfo.InvariantCulture),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Count(after), after.Id);
                    conversations = conversations.Where(c => c.MessageCount <= key && (c.MessageCount < key || c.Id.CompareTo(id) < 0));
                }

                return conversations.OrderByDescending(c => c.MessageCount).ThenByDescending(c => c.Id);
            },
        },
        new()
        {
            Name = "audio_duration",
            CompareKeys = (left, right) => Seconds(left).CompareTo(Seconds(right)),
            KeyOf = c => c.AudioDuration.ToString("R", CultureInfo.InvariantCulture),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Seconds(after), after.Id);
                    conversations = conversations.Where(c => c.AudioDuration >= key && (c.AudioDuration > key || c.Id.CompareTo(id) > 0));
                }

                return conversations.OrderBy(c => c.AudioDuration).ThenBy(c => c.Id);
            },
        },
        new()
        {
            Name = "-audio_duration",
            CompareKeys = (left, right) => Seconds(left).CompareTo(Seconds(right)),
            KeyOf = c => c.AudioDuration.ToString("R", CultureInfo.InvariantCulture),
            Page = (conversations, after) =>
            {
                if (after is not null)
                {
                    var (key, id) = (Seconds(after), after.Id);
                    conversations = conversations.Where(c => c.AudioDuration <= key && (c.AudioDuration < key || c.Id.CompareTo(id) < 0));
                }

                return conversations.OrderByDescending(c => c.AudioDuration).ThenByDescending(c => c.Id);
            },
        },
    }.ToDictionary(order => order.Name, StringComparer.Ordinal);

    private ConversationOrder()
    {
    }

    public required string Name { get; init; }

    public required Func<ConversationView, string> KeyOf { get; init; }

    public required Func<IQueryable<Conversation>, Cursor?, IQueryable<Conversation>> Page { get; init; }

    /// <summary>By which it runs; null where it does not run by time.</summary>
    public Func<ConversationView, DateTimeOffset>? TimeOf { get; init; }

    private Func<Cursor, Cursor, int> CompareKeys { get; init; } = (left, right) => Number(left).CompareTo(Number(right));

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <exception cref="InvalidInputException">There is no such order.</exception>
    public static ConversationOrder Of(string? name) =>
        name is null ? NewestFirst
        : All.TryGetValue(name, out var order) ? order
        : throw new InvalidInputException("sort", $"sort must be one of {string.Join(", ", All.Keys)}.");

    public Cursor CursorAt(ConversationView last) => new(Name, KeyOf(last), last.Id);

    /// <summary>For those outside: a title that is not to be seen is not in the place after it either, which only names the conversation then.</summary>
    public Page<ConversationView> Outward(Page<ConversationView> page) =>
        page is { NextCursor: not null, Items: [.., { StoredTitleKey: not null } last] } && this == ByTitle
            ? page with { NextCursor = new Cursor(Name, "", last.Id).ToString() }
            : page;

    /// <summary>The place is one of <see cref="Outward"/>, and its key is to be looked up.</summary>
    public bool IsOnlyNamed([NotNullWhen(true)] Cursor? place) => place is { Key: "" } && this == ByTitle;

    /// <summary>Below zero when the left place comes first.</summary>
    public int Compare(Cursor left, Cursor right)
    {
        var keys = CompareKeys(left, right);
        var places = keys != 0 ? keys : left.Id.CompareTo(right.Id);
        return Name.StartsWith('-') ? -places : places;
    }

    private static IQueryable<Conversation> After(IQueryable<Conversation> conversations, DateTimeOffset key, Guid id) =>
        conversations.Where(c => c.LastMessageAt <= key && (c.LastMessageAt < key || c.Id.CompareTo(id) < 0));

    private static string Key(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(Cursor cursor) => DateTimeOffset.FromUnixTimeMilliseconds(Number(cursor));

    private static long Number(Cursor cursor) =>
        long.TryParse(cursor.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is > -62_135_596_800_000 and < 100_000_000_000_000
            ? number
            : throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");

    /// <summary>Of the column's own type: a comparison with a larger one would not use the index.</summary>
    private static int Count(Cursor cursor) =>
        Number(cursor) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");

    private static double Seconds(Cursor cursor) =>
        double.TryParse(cursor.Key, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds)
            ? seconds
            : throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");
}
