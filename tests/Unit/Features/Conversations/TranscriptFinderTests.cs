using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

/// <summary>Finding text in one conversation, as a browser finds it in a page.</summary>
public sealed class TranscriptFinderTests
{
    private readonly CurrentUser _user = new($"owner-{Guid.NewGuid():N}");

    [Theory, DatabaseData]
    public async Task Text_is_found_anywhere_in_words_in_every_kind_of_message(Engine engine)
    {
        var id = await CreateAsync(
            engine, Said.User("Which museums are open?"), Said.Ai("None."), Said.Tool("museum: Munch", "search"),
            new NewMessage { Type = MessageType.System, Content = "You know every museum." }, Said.Ai("The MUSEUMS are closed."));
        var draft = (await Get<AppendService>(engine).AppendAsync(
            _user, id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }, null, Cancel))!.Message;
        await Get<DraftService>(engine).AppendAsync(
            _user, id, draft.Id, [new NewDelta { N = 0, Text = "The mus" }, new NewDelta { N = 1, Text = "eum is open" }], Cancel);

        Assert.Equal([1, 3, 4, 5, 6], await FindAsync(engine, id, "useum"));
    }

    [Theory]
    [InlineData("resume", "My Résumé")]
    [InlineData("RÉSUMÉ", "my resume")]
    [InlineData("museum is  open", "The museum is\nopen")]
    [InlineData("bold text", "a **bold** text")]
    [InlineData("bold", "a **bo**ld word")]
    [InlineData("the munch museum today", "See [the Munch museum](https://example.com/) today.")]
    [InlineData("total(values)", "```python\ndef total(values):\n    return sum(values)\n```")]
    [InlineData("values): return", "```python\ndef total(values):\n    return sum(values)\n```")]
    [InlineData("foo_bar", "It is `foo_bar` here")]
    [InlineData("c++", "I write C++ and C#")]
    [InlineData("café", "a caf&eacute; here")]
    [InlineData("<div>", "The tag <div> is shown")]
    [InlineData("語", "日本語の文章")]
    [InlineData("→", "a → b")]
    [InlineData("220 kr", "| Museum | Ticket |\n|---|--:|\n| Munch | 220 kr |")]
    public void What_a_reader_sees_is_found(string wanted, string content) => Assert.True(WantedText.Of(wanted)!.IsIn(MessageType.Ai, content));

    [Theory]
    [InlineData("example.com", "See [the museum](https://example.com/).")]
    [InlineData("**", "a **bold** text")]
    [InlineData("one two", "one\n\ntwo")]
    [InlineData("museums", "The museum is open")]
    [InlineData("copy", "```\nls\n```")]
    public void What_a_reader_does_not_see_is_not(string wanted, string content) => Assert.False(WantedText.Of(wanted)!.IsIn(MessageType.Ai, content));

    [Fact]
    public void A_system_message_is_found_as_it_is_written() => Assert.True(WantedText.Of("**bold**")!.IsIn(MessageType.System, "not **bold**"));

    [Theory, DatabaseData]
    public async Task Nothing_is_found_for_no_text(Engine engine)
    {
        var id = await CreateAsync(engine, Said.User("a b"));

        Assert.Empty(await FindAsync(engine, id, ""));
        Assert.Empty(await FindAsync(engine, id, " \n "));
        Assert.Empty(await FindAsync(engine, await CreateAsync(engine), "a"));
    }

    [Theory, DatabaseData]
    public async Task Only_the_branch_that_is_shown_is_looked_through(Engine engine)
    {
        var id = await CreateAsync(engine, Said.User("one word"), Said.Ai("two"), Said.User("a word"), Said.Ai("four"));
        var messages = (await Get<TranscriptReader>(engine).ReadAsync(_user, id, null, 10, Cancel))!.Messages;
        await Get<AppendService>(engine).AppendAsync(_user, id, Said.Ai("another word") with { ParentId = messages[0].Id }, null, Cancel);
        await Get<AppendService>(engine).AppendAsync(_user, id, Said.Ai("the last word"), null, Cancel);

        Assert.Equal([1, 5, 6], await FindAsync(engine, id, "word"));
        Assert.Equal([1, 5, 6], await FindAsync(engine, id, "word", messages[0].Id));
        Assert.Equal([1, 3], await FindAsync(engine, id, "word", messages[1].Id));
        Assert.Equal([1, 3], await FindAsync(engine, id, "word", messages[3].Id));
        Assert.Equal([1, 5, 6], await FindAsync(engine, id, "word", Guid.NewGuid()));
    }

    [Theory, DatabaseData]
    public async Task No_more_than_a_thousand_are_listed(Engine engine)
    {
        var id = await CreateAsync(engine, [.. Enumerable.Repeat(Said.User("word"), 1000)]);
        Assert.Equal((1000, false), await CountAsync());

        await Get<AppendService>(engine).AppendAsync(_user, id, Said.Ai("word"), null, Cancel);
        Assert.Equal((1000, true), await CountAsync());

        async Task<(int, bool)> CountAsync()
        {
            var found = (await Get<TranscriptFinder>(engine).FindAsync(_user, id, null, "word", Cancel))!;
            return (found.Seqs.Count, found.IsMore);
        }
    }

    [Theory, DatabaseData]
    public async Task Nobody_else_finds_anything_and_who_does_not_wait_stops_it(Engine engine)
    {
        var id = await CreateAsync(engine, Said.User("word"));

        Assert.Null(await Get<TranscriptFinder>(engine).FindAsync(new("nobody"), id, null, "word", Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Get<TranscriptFinder>(engine).FindAsync(_user, id, null, "word", new CancellationToken(canceled: true)));
    }

    private static T Get<T>(Engine engine)
        where T : notnull => SharedApp.On(engine).Get<T>();

    private async Task<Guid> CreateAsync(Engine engine, params NewMessage[] messages) =>
        (await Get<ConversationService>(engine).CreateAsync(_user, new NewConversation { Title = "Trip to Oslo", Messages = messages }, null, Cancel)).Id;

    private async Task<IReadOnlyList<int>> FindAsync(Engine engine, Guid id, string text, Guid? through = null) =>
        (await Get<TranscriptFinder>(engine).FindAsync(_user, id, through, text, Cancel))!.Seqs;
}
