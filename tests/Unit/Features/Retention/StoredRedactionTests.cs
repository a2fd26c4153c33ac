using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Retention;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Tests.Unit.Features.Retention.Purge;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>What was stored before it was to be removed.</summary>
public sealed class StoredRedactionTests
{
    private const string Mail = "leonor@example.com";

    [Theory, DatabaseData]
    public async Task It_is_counted_first_and_then_replaced_everywhere(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (user, alice) = (new CurrentUser("alice"), app.ClientFor("alice"));
        var first = await alice.AddConversationAsync("Letters");
        await alice.AppendAsync(first, $"Write to {Mail}");
        await alice.AppendAsync(first, "Done.", "ai");
        var titled = await alice.AddConversationAsync($"About {Mail}");
        await alice.AppendAsync(await alice.AddConversationAsync("Other"), "Nothing private");
        var others = app.ClientFor("bob");
        await others.AppendAsync(await others.AddConversationAsync(), Mail);
        await app.Get<RedactionService>().SaveAsync(user, new RedactionSettings { Profiles = ["emails"] }, Cancel);

        var found = await app.Get<StoredRedaction>().FindAsync(user, _ => { }, Cancel);
        Assert.Equal(new RedactionFindings(3, 1, 2), found);
        Assert.NotEmpty(await app.PlacesOfAsync("leonor"));

        Assert.Equal(found, await app.Get<StoredRedaction>().ApplyAsync(user, _ => { }, Cancel));

        var after = await alice.JsonAsync($"GET /api/conversations/{first}");
        Assert.Equal("Write to [e-mail address removed]", after.GetProperty("messages")[0].Text("content"));
        Assert.Equal("About [e-mail address removed]", (await alice.JsonAsync($"GET /api/conversations/{titled}")).Text("title"));
        Assert.Empty((await alice.JsonAsync("GET /api/conversations/search?q=leonor")).Items());
        Assert.Equal("redacted", (await alice.JsonAsync("GET /api/audit")).Items()[0].Text("action"));
        Assert.Equal(new RedactionFindings(3, 0, 0), await app.Get<StoredRedaction>().FindAsync(user, _ => { }, Cancel));
        Assert.Single((await others.JsonAsync("GET /api/conversations/search?q=leonor")).Items());
        foreach (var command in (string[])["index check", "stats check"])
        {
            var output = new StringWriter();
            Assert.True(await Commands.RunAsync(app.Services, command.Split(' '), output, output, Cancel) == 0, output.ToString());
        }
    }

    [Theory, DatabaseData]
    public async Task Replaced_words_are_in_no_file_and_no_table_any_more(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (user, alice) = (new CurrentUser("alice"), app.ClientFor("alice"));
        var id = await alice.AddConversationAsync();
        for (var i = 0; i < 30; i++)
        {
            await alice.AppendAsync(id, $"{i}: {new string('x', 300)} {Mail}");
        }

        await app.Get<RedactionService>().SaveAsync(user, new RedactionSettings { Profiles = ["emails"] }, Cancel);
        await app.Get<StoredRedaction>().ApplyAsync(user, _ => { }, Cancel);

        Assert.Empty(await app.PlacesOfAsync("leonor"));
    }

    [Theory, DatabaseData]
    public async Task A_title_that_was_cut_in_the_middle_of_a_key_keeps_nothing_of_it(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (user, alice) = (new CurrentUser("alice"), app.ClientFor("alice"));
        var (start, key) = (new string('.', 70), "sk-" + "proj-" + string.Concat(Enumerable.Repeat("Ab3dEf9hIj", 5)));
        var id = (await alice.JsonAsync("POST /api/conversations", $$"""{"messages": [{"type": "system", "content": "Be brief."}, {"type": "user", "content": "{{start}}{{key}}"}]}""")).Text("id")!;
        Assert.Equal($"{start}{key[..10]}…", await app.Stored.ScalarAsync<string>("SELECT title FROM conversations"));
        await app.Get<RedactionService>().SaveAsync(user, new RedactionSettings { Profiles = ["secrets"] }, Cancel);

        Assert.Equal(new RedactionFindings(2, 1, 1), await app.Get<StoredRedaction>().ApplyAsync(user, _ => { }, Cancel));

        Assert.Equal($"{start}[API key…", await app.Stored.ScalarAsync<string>("SELECT title FROM conversations"));
        Assert.Equal($"{start}[API key…", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("title"));
        Assert.Empty(await app.PlacesOfAsync(key[..10]));
        Assert.Equal(new RedactionFindings(2, 0, 0), await app.Get<StoredRedaction>().FindAsync(user, _ => { }, Cancel));
    }

    [Theory, DatabaseData]
    public async Task Broken_off_it_goes_on_where_it_is_begun_again(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (user, alice) = (new CurrentUser("alice"), app.ClientFor("alice"));
        for (var i = 0; i < 60; i++)
        {
            await alice.AppendAsync(await alice.AddConversationAsync($"Number {i}"), Mail);
        }

        await app.Get<RedactionService>().SaveAsync(user, new RedactionSettings { Profiles = ["emails"] }, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Get<StoredRedaction>().ApplyAsync(user, _ => stop.Cancel(), stop.Token));

        Assert.Equal(new RedactionFindings(60, 10, 10), await app.Get<StoredRedaction>().FindAsync(user, _ => { }, Cancel));
        Assert.Equal(new RedactionFindings(60, 10, 10), await app.Get<StoredRedaction>().ApplyAsync(user, _ => { }, Cancel));
        Assert.Equal(new RedactionFindings(60, 0, 0), await app.Get<StoredRedaction>().FindAsync(user, _ => { }, Cancel));
    }
}
