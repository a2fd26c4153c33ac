using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class ConversationWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly List<ConversationView> _all = [];
    private int _reads;

    [Fact]
    public async Task Only_the_rows_around_what_is_looked_at_are_held_however_far_one_goes()
    {
        var window = Open(10_000);

        for (var first = 0; first < 9_900; first += 37)
        {
            await window.ShowAsync(first, first + 10);
            var shown = window.Shown();

            Assert.InRange(shown.Rows.Count, 41, 250);
            Assert.Equal(Wanted(first, first + 10), shown.Rows.Skip(first - shown.Above.Rows).Take(11).Select(row => row.Title));
        }
    }

    [Fact]
    public async Task The_way_back_up_shows_the_same_rows_in_the_same_places()
    {
        var window = Open(3_000);
        await window.ShowAsync(2_500, 2_510);

        foreach (var first in (int[])[2_450, 1_200, 800, 790, 0])
        {
            await window.ShowAsync(first, first + 10);

            var shown = window.Shown();
            Assert.Equal(Wanted(first, first + 10), shown.Rows.Skip(first - shown.Above.Rows).Take(11).Select(row => row.Title));
            Assert.Equal(2_600, shown.Above.Rows + shown.Rows.Count + shown.Below.Rows, tolerance: 200);
        }
    }

    [Fact]
    public async Task A_jump_reads_only_what_is_looked_at()
    {
        var window = Open(5_000);
        await window.ShowAsync(4_000, 4_010);
        _reads = 0;

        await window.ShowAsync(1_000, 1_010);

        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task The_room_of_what_is_not_there_counts_every_day_once()
    {
        var window = Open(2_000); // an hour apart

        foreach (var first in (int[])[0, 700, 1_990, 333])
        {
            await window.ShowAsync(first, first + 10);

            var shown = window.Shown();
            var known = _all.Take(shown.Above.Rows + shown.Rows.Count + shown.Below.Rows).Select(DayOf).Distinct().Count();
            Assert.Equal(known, shown.Above.Days + shown.Rows.Select(DayOf).Distinct().Count() + shown.Below.Days);
        }
    }

    [Fact]
    public async Task A_conversation_that_got_a_message_moves_to_the_top()
    {
        var window = Open(3);
        await window.ShowAsync(0, 3);

        window.Put(_all[1] with { LastMessageAt = Noon.AddDays(1) });

        Assert.Equal(["1", "0", "2"], Titles(window));
    }

    [Fact]
    public async Task A_renamed_conversation_stays_where_it_is()
    {
        var window = Open(3);
        await window.ShowAsync(0, 3);

        window.Put(_all[1] with { Title = "Another" });

        Assert.Equal(["0", "Another", "2"], Titles(window));
    }

    [Fact]
    public async Task One_past_what_is_known_waits_for_its_page()
    {
        var window = Open(1_000);
        await window.ShowAsync(0, 10);

        window.Put(View("Old", Noon.AddYears(-1)));

        Assert.DoesNotContain("Old", Titles(window));
    }

    [Fact]
    public async Task At_the_end_of_the_list_an_old_one_is_added_there()
    {
        var window = Open(3);
        await window.ShowAsync(0, 3);

        window.Put(View("Old", Noon.AddYears(-1)));

        Assert.Equal("Old", Titles(window)[^1]);
    }

    [Fact]
    public async Task The_first_one_appears_in_an_empty_list()
    {
        var window = Open(0);
        await window.ShowAsync(0, 0);
        Assert.Empty(Titles(window));

        window.Put(View("First", Noon));
        Assert.Equal(["First"], Titles(window));

        window.Remove(window.Shown().Rows[0].Id);
        _all.Add(View("Second", Noon));
        await window.RefreshAsync(0, 0);
        Assert.Equal(["Second"], Titles(window));
    }

    [Fact]
    public async Task After_an_import_what_came_stands_where_one_looks()
    {
        var window = Open(100);
        await window.ShowAsync(0, 10);
        _all.InsertRange(0, Enumerable.Range(0, 1_000).Select(i => View($"New {i}", Noon.AddDays(2).AddMinutes(-i))));

        await window.RefreshAsync(0, 10);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"New {i}"), Titles(window).Take(10));
        for (var first = 0; first < 1_090; first += 5)
        {
            await window.ShowAsync(first, first + 5);
        }

        var shown = window.Shown();
        Assert.Equal(1_100, shown.Above.Rows + shown.Rows.Count + shown.Below.Rows);
        Assert.Equal("99", shown.Rows[^1].Title);
    }

    [Fact]
    public async Task One_that_moved_while_a_page_was_read_is_there_once()
    {
        var window = Open(300);
        await window.ShowAsync(0, 10);
        window.Put(_all[70] with { LastMessageAt = Noon.AddDays(1) }); // and its page still has it where it was

        await window.ShowAsync(40, 80);

        var titles = Titles(window);
        Assert.Equal(titles.Distinct(), titles);
    }

    [Fact]
    public async Task What_arrives_at_the_top_for_days_does_not_pile_up()
    {
        var window = Open(10);
        await window.ShowAsync(0, 10);

        for (var i = 0; i < 2_000; i++)
        {
            var added = View($"New {i}", Noon.AddMinutes(i + 1));
            _all.Insert(0, added);
            window.Put(added);
            await window.ShowAsync(0, 10);
        }

        Assert.InRange(window.Shown().Rows.Count, 41, 250);
        Assert.Equal("New 1999", Titles(window)[0]);
    }

    private ConversationWindow Open(int count)
    {
        _all.AddRange(Enumerable.Range(0, count).Select(i => View($"{i}", Noon.AddHours(-i))));
        return new ConversationWindow(ConversationOrder.NewestFirst, ReadAsync, DayOf);
    }

    private Task<Page<ConversationView>> ReadAsync(string? cursor, int limit)
    {
        _reads++;
        var order = ConversationOrder.NewestFirst;
        var rows = Cursor.Parse(cursor, order.Name) is { } after
            ? _all.SkipWhile(row => order.Compare(order.CursorAt(row), after) <= 0)
            : _all;
        return Task.FromResult(rows.Take(limit + 1).ToList().ToPage(limit, order.CursorAt));
    }

    private static DateOnly DayOf(ConversationView conversation) => DateOnly.FromDateTime(conversation.LastMessageAt.UtcDateTime);

    private static IEnumerable<string> Wanted(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => $"{i}");

    private static List<string> Titles(ConversationWindow window) => [.. window.Shown().Rows.Select(row => row.Title)];

    private static ConversationView View(string title, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        OwnerId = "alice",
        Title = title,
        PersonalityId = null,
        CreatedAt = at,
        UpdatedAt = at,
        LastMessageAt = at,
        Status = ConversationStatus.Active,
        MessageCount = 0,
        AudioDuration = 0,
        TokensIn = 0,
        TokensOut = 0,
        NextSeq = 1,
        Version = 1,
        ActiveLeafId = null,
        OpenDrafts = 0,
        Model = null,
        Starred = false,
        HeldAt = null,
        RestoresTo = null,
        DeletedAt = null,
        LastExportedAt = null,
        Source = null,
        ExternalId = null,
        Preview = "",
        Metadata = null,
        Tags = [],
    };
}
