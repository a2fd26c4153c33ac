namespace ConvoWeb.Platform.Paging;

/// <summary>Some items, and where to go on; no cursor on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

public static class PageLimits
{
    public const int Default = 50;

    public const int Max = 200;

    /// <exception cref="Data.InvalidInputException">Not between 1 and <see cref="Max"/>.</exception>
    public static int Check(int? limit) =>
        limit is null ? Default
        : limit is >= 1 and <= Max ? limit.Value
        : throw new Data.InvalidInputException("limit", $"limit must be between 1 and {Max}.");
}

public static class PageExtensions
{
    /// <summary>Of one item more than the page holds: whether it is there says whether there is a next page.</summary>
    public static Page<T> ToPage<T>(this IReadOnlyList<T> items, int size, Func<T, Cursor> cursorAt) =>
        items.Count > size
            ? new Page<T>([.. items.Take(size)], cursorAt(items[size - 1]).ToString())
            : new Page<T>(items, null);
}
