using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class LoadedConversationsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_conversation_that_got_a_message_moves_to_the_top()
    {
        var (loaded, first, second) = Two(nextCursor: null);

        loaded.Put(second with { LastMessageAt = Noon.AddMinutes(1) });

        Assert.Equal([second.Id, first.Id], loaded.Items.Select(item => item.Id));
    }

    [Fact]
    public void A_renamed_conversation_stays_where_it_is()
    {
        var (loaded, first, second) = Two(nextCursor: null);

        loaded.Put(second with { Title = "Another" });

        Assert.Equal([first.Title, "Another"], loaded.Items.Select(item => item.Title));
    }

    [Fact]
    public void One_past_the_part_that_was_read_waits_for_its_page()
    {
        var (loaded, _, _) = Two(nextCursor: "more");

        loaded.Put(View("Old", Noon.AddDays(-9)));

        Assert.Equal(2, loaded.Items.Count);
    }

    [Fact]
    public void At_the_end_of_the_list_an_old_one_is_added_there()
    {
        var (loaded, _, _) = Two(nextCursor: null);

        loaded.Put(View("Old", Noon.AddDays(-9)));

        Assert.Equal("Old", loaded.Items[^1].Title);
    }

    [Fact]
    public void One_that_moved_up_while_a_page_was_read_is_there_once()
    {
        var (loaded, first, second) = Two(nextCursor: "more");

        loaded.Add(new Page<ConversationView>([second, View("Third", Noon.AddHours(-3))], null));

        Assert.Equal([first.Title, second.Title, "Third"], loaded.Items.Select(item => item.Title));
    }

    private static (LoadedConversations Loaded, ConversationView First, ConversationView Second) Two(string? nextCursor)
    {
        var (first, second) = (View("First", Noon), View("Second", Noon.AddHours(-1)));
        var loaded = new LoadedConversations();
        loaded.Add(new Page<ConversationView>([first, second], nextCursor));
        return (loaded, first, second);
    }

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
        DeletedAt = null,
        LastExportedAt = null,
        Source = null,
        ExternalId = null,
        Preview = "",
        Metadata = null,
        Tags = [],
    };
}
