using System.Runtime.InteropServices;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.History;

/// <summary>
/// A list as far as it is known, in parts. Only the parts around what is looked at hold their rows; of the others it is
/// known where they begin and about how many rows they have, and they are read again when they come near. A part is
/// bounded by places in the order and not by numbers, so that no change elsewhere makes it wrong.
/// </summary>
/// <param name="read">The page after a cursor.</param>
/// <param name="dayOf">By which the rows are grouped; null in an order that is not by time.</param>
internal sealed class ConversationWindow(
    ConversationOrder order, Func<string?, int, Task<Page<ConversationView>>> read, Func<ConversationView, DateOnly>? dayOf)
{
    private const int PartSize = 30;

    /// <summary>This many rows before and after what is looked at are held; it takes twice as many to let go of some.</summary>
    private const int Margin = 20;

    private const int FirstPage = 20;

    private readonly List<Part> _parts = [];
    private Cursor? _end;
    private bool _hasMore = true;

    private int Known => _parts.Sum(part => part.Count);

    /// <summary>As it is now: to be rendered when nothing is being read.</summary>
    public ListStretch Shown()
    {
        var first = _parts.FindIndex(part => part.Rows is not null);
        var end = _parts.FindLastIndex(part => part.Rows is not null) + 1;
        return first < 0
            ? new ListStretch([], default, default, _hasMore)
            : new ListStretch(
                [.. _parts[first..end].SelectMany(part => part.Rows ?? [])],
                SpaceOf(0, first, _parts[first].FirstDay),
                SpaceOf(end, _parts.Count, _parts[end - 1].LastDay),
                _hasMore);
    }

    /// <summary>Holds the rows from <paramref name="first"/> to <paramref name="last"/>, and some around them.</summary>
    public async Task ShowAsync(int first, int last)
    {
        while (_hasMore && Known < last + Margin)
        {
            await ReadOnAsync();
        }

        first = Math.Min(first, Math.Max(0, Known - Margin));
        while (MissingAmong(first - Margin, last + Margin) is { } missing)
        {
            await ReadAgainAsync(missing.First, missing.Last);
        }

        LetGo(first, last);
    }

    /// <summary>Nothing that is held is sure any more: it is read again where it is looked at.</summary>
    public Task RefreshAsync(int first, int last)
    {
        _parts.ForEach(part => part.IsStale = true);
        return ShowAsync(first, last);
    }

    /// <summary>Puts it where it belongs now; one that belongs where no rows are held comes with them.</summary>
    public void Put(ConversationView conversation)
    {
        Remove(conversation.Id);
        var place = order.CursorAt(conversation);
        if (_hasMore && (_end is null || order.Compare(place, _end) > 0))
        {
            return;
        }

        var part = _parts.FindLastIndex(part => part.After is null || order.Compare(part.After, place) < 0);
        if (_parts[part].Rows is { } rows)
        {
            var at = rows.FindIndex(row => order.Compare(place, order.CursorAt(row)) < 0);
            rows.Insert(at < 0 ? rows.Count : at, conversation);
            if (rows.Count > 2 * PartSize)
            {
                Replace(part, part, Split(_parts[part].After, rows));
            }
        }
    }

    public void Remove(Guid id) => _parts.ForEach(part => part.Rows?.RemoveAll(row => row.Id == id));

    private async Task ReadOnAsync()
    {
        var page = await read(_end?.ToString(), _end is null ? FirstPage : PageLimits.Max);
        _hasMore = page.NextCursor is not null;
        RemoveAll(page.Items);
        Replace(_parts.Count, _parts.Count - 1, Split(_end, page.Items));
        _end = Cursor.Parse(page.NextCursor, order.Name) ?? _end;
    }

    /// <summary>As many as one page may have at once; if there are more by now, the rest becomes a part of its own.</summary>
    private async Task ReadAgainAsync(int first, int last)
    {
        var after = _parts[first].After;
        var until = last + 1 < _parts.Count ? _parts[last + 1].After : _hasMore ? _end : null;
        var known = _parts.Skip(first).Take(last - first + 1).Sum(part => part.Count);
        var page = await read(after?.ToString(), PageLimits.Max);
        List<ConversationView> rows = [.. page.Items.TakeWhile(row => until is null || order.Compare(order.CursorAt(row), until) <= 0)];
        var isWhole = rows.Count < page.Items.Count || page.NextCursor is null;
        RemoveAll(rows);
        Part[] rest = isWhole ? [] : [new Part(order.CursorAt(rows[^1]), Math.Max(PartSize, known - rows.Count), dayOf)];
        Replace(first, last, [.. Split(after, rows), .. rest]);
    }

    /// <summary>One that moved while a page was read may be here already.</summary>
    private void RemoveAll(IEnumerable<ConversationView> rows)
    {
        var ids = rows.Select(row => row.Id).ToHashSet();
        _parts.ForEach(part => part.Rows?.RemoveAll(row => ids.Contains(row.Id)));
    }

    private List<Part> Split(Cursor? after, IReadOnlyList<ConversationView> rows)
    {
        List<Part> parts = [];
        foreach (var chunk in rows.Chunk(PartSize))
        {
            parts.Add(new Part(after, [.. chunk], dayOf));
            after = order.CursorAt(chunk[^1]);
        }

        return parts;
    }

    private void Replace(int first, int last, IEnumerable<Part> parts)
    {
        _parts.RemoveRange(first, last - first + 1);
        _parts.InsertRange(first, parts);
        if (_parts.Count == 0)
        {
            _parts.Add(new Part(null, [], dayOf));
        }

        _parts[0].After = null; // whatever comes before it belongs to it
    }

    /// <summary>The first run of parts among these rows that are not held, no more than one page of them.</summary>
    private (int First, int Last)? MissingAmong(int firstRow, int lastRow)
    {
        var (from, to) = PartsOf(firstRow, lastRow);
        var first = _parts.FindIndex(from, to - from, part => part.IsMissing);
        if (first < 0)
        {
            return null;
        }

        var (last, count) = (first, _parts[first].Count);
        while (last + 1 < to && _parts[last + 1].IsMissing && (count += _parts[last + 1].Count) <= PageLimits.Max - PartSize)
        {
            last++;
        }

        return (first, last);
    }

    private void LetGo(int firstRow, int lastRow)
    {
        var (from, to) = PartsOf(firstRow - Margin, lastRow + Margin);
        var (first, end) = PartsOf(firstRow - (2 * Margin), lastRow + (2 * Margin));
        while (from > first && _parts[from - 1].Rows is not null)
        {
            from--;
        }

        while (to < end && _parts[to].Rows is not null)
        {
            to++;
        }

        for (var i = 0; i < _parts.Count; i++)
        {
            if (i < from || i >= to)
            {
                _parts[i].LetGo();
            }
        }
    }

    /// <summary>The parts that have these rows: the first of them, and the one after the last.</summary>
    private (int First, int End) PartsOf(int firstRow, int lastRow)
    {
        var (first, end, row) = (_parts.Count, 0, 0);
        for (var i = 0; i < _parts.Count && row <= lastRow; i++)
        {
            row += _parts[i].Count;
            end = i + 1;
            if (row > firstRow && first == _parts.Count)
            {
                first = i;
            }
        }

        return (Math.Min(first, end), end);
    }

    /// <param name="neighbour">The day that is rendered beside it: a day on both sides has one name only.</param>
    private ListSpace SpaceOf(int first, int end, DateOnly? neighbour)
    {
        var (rows, days) = (0, 0);
        DateOnly? before = first > 0 ? neighbour : null;
        for (var i = first; i < end; i++)
        {
            rows += _parts[i].Count;
            days += _parts[i].Days - (_parts[i].FirstDay is { } day && day == before ? 1 : 0);
            before = _parts[i].LastDay ?? before;
        }

        return new ListSpace(rows, first == 0 && before is not null && before == neighbour ? days - 1 : days);
    }

    /// <summary>The rows after one place, as far as the place where the next part begins.</summary>
    private sealed class Part
    {
        private readonly Func<ConversationView, DateOnly>? _dayOf;
        private int _count;
        private (DateOnly? First, DateOnly? Last, int Count) _days;

        public Part(Cursor? after, List<ConversationView> rows, Func<ConversationView, DateOnly>? dayOf) => (After, Rows, _dayOf) = (after, rows, dayOf);

        public Part(Cursor? after, int count, Func<ConversationView, DateOnly>? dayOf) => (After, _count, _dayOf) = (after, count, dayOf);

        public Cursor? After { get; set; }

        /// <summary>Null when it is not held.</summary>
        public List<ConversationView>? Rows { get; private set; }

        /// <summary>What it holds may have changed.</summary>
        public bool IsStale { get; set; }

        public bool IsMissing => Rows is null || IsStale;

        public int Count => Rows?.Count ?? _count;

        public DateOnly? FirstDay => DaysOf().First;

        public DateOnly? LastDay => DaysOf().Last;

        public int Days => DaysOf().Count;

        public void LetGo()
        {
            (_days, _count) = (DaysOf(), Count);
            Rows = null;
        }

        private (DateOnly? First, DateOnly? Last, int Count) DaysOf() =>
            Rows is null ? _days
            : _dayOf is null || Rows.Count == 0 ? default
            : (_dayOf(Rows[0]), _dayOf(Rows[^1]), Rows.Select(_dayOf).Distinct().Count());
    }
}

/// <summary>The rows that are held, and what is known around them.</summary>
/// <param name="HasMore">There are rows past those that are known.</param>
internal sealed record ListStretch(IReadOnlyList<ConversationView> Rows, ListSpace Above, ListSpace Below, bool HasMore);

/// <summary>The room of rows that are not rendered, and of the days that they are of.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ListSpace(int Rows, int Days);
