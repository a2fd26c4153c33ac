using System.Text;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Features.Proxy.Recording.Spool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>What passes while the database is away outlives the program, encrypted, and is stored once.</summary>
public sealed class SpoolTests
{
    [Theory, DatabaseData]
    public async Task What_could_not_be_stored_before_the_program_ended_is_stored_when_it_runs_again(Engine engine)
    {
        await using var kept = await DatabaseAsync(engine);
        await using var scene = await ProxyScene.StartAsync(engine, clock: null, AwayDatabase.Replace, kept);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Most ", "are.");
        await scene.AskAsync(("user", "Before"));
        var database = (AwayDatabase)scene.App.Get<IDatabase>();
        database.IsAway = true;
        await scene.SendAsync(("user", "Which museums are open?"));
        await scene.SendAsync(("user", "Which museums are open?"), ("assistant", "Most are."), ("user", "On Mondays too?"));

        await scene.App.DisposeAsync();
        Assert.Equal(2, Files(kept).Length);
        Assert.All(Files(kept), file => Assert.DoesNotContain("museums", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));

        await using var next = new ConvoWebApp(engine, kept) { Replace = services => AwayDatabase.Replace(services, isAway: true) };
        using var alice = next.ClientFor("alice");
        database = (AwayDatabase)next.Get<IDatabase>();
        while (database.Refused < 2)
        {
            await Task.Delay(100, Cancel); // it looks whether the database is there, again and again
        }

        Assert.Equal(2, Files(kept).Length);
        database.LoseAnswers(3);
        database.IsAway = false;
        await next.Get<TalkSpool>().WhenEmptyAsync().WaitAsync(Cancel);

        Assert.Empty(Files(kept));
        Assert.Equal(["Which museums are open?", "Before"], (await alice.JsonAsync("GET /api/conversations")).Items().Select(one => one.Text("title")).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(
            ["Before", "Most are.", "Which museums are open?", "Most are.", "On Mondays too?", "Most are."],
            await ContentsAsync(kept));
        Assert.Equal(3L, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE type = 'ai' AND state = 'final' AND tokens_out = 5"));
    }

    [Theory, DatabaseData]
    public async Task An_answer_in_the_middle_of_which_the_database_went_away_is_whole_afterwards(Engine engine)
    {
        await using var kept = await DatabaseAsync(engine);
        await using var scene = await ProxyScene.StartAsync(engine, clock: null, AwayDatabase.Replace, kept);
        await scene.AgreeAsync();
        var isAway = new TaskCompletionSource();
        scene.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("Most "));
            await isAway.Task;
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("are "));
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("open."));
            await FakeUpstream.SendAsync(context, "[DONE]");
        };
        var asking = scene.SendAsync(("user", "Which museums are open?"));
        while (await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM deltas WHERE text = 'Most '") == 0)
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        var database = (AwayDatabase)scene.App.Get<IDatabase>();
        database.LoseAnswers(1);
        isAway.SetResult();
        while (database.Unheard > 0)
        {
            await Task.Delay(10, Cancel); // a piece is stored, and nobody heard of it
        }

        database.IsAway = true;
        await asking;
        await StopRecordingAsync(scene.App);
        Assert.Single(Files(scene.App));

        await scene.App.DisposeAsync();
        await using var next = new ConvoWebApp(engine, kept);
        using var alice = next.ClientFor("alice");
        await next.Get<TalkSpool>().WhenEmptyAsync().WaitAsync(Cancel);

        Assert.Equal(["Which museums are open?", "Most are open."], await ContentsAsync(scene.App));
        Assert.Equal(1L, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE type = 'ai' AND state = 'final'"));
    }

    [Theory, DatabaseData]
    public async Task What_waits_is_gone_when_recording_was_switched_off(Engine engine)
    {
        await using var kept = await DatabaseAsync(engine);
        await using var scene = await WaitingAsync(engine, kept, ("user", "Which museums are open?"));
        await scene.AgreeAsync(null);

        await scene.App.DisposeAsync();
        await using var next = new ConvoWebApp(engine, kept);
        using var alice = next.ClientFor("alice");
        await next.Get<TalkSpool>().WhenEmptyAsync().WaitAsync(Cancel);

        Assert.Empty(Files(scene.App));
        Assert.Equal(["Before", "Most are."], await ContentsAsync(scene.App));
    }

    [Theory, DatabaseData]
    public async Task What_waits_does_not_bring_back_a_conversation_that_was_purged_meanwhile(Engine engine)
    {
        await using var kept = await DatabaseAsync(engine);
        await using var scene = await WaitingAsync(engine, kept, ("user", "Before"), ("assistant", "Most are."), ("user", "And now?"));
        var before = Assert.Single(await scene.ConversationsAsync()).Text("id");
        await scene.Alice.SendAsync($"DELETE /api/conversations/{before}");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await scene.Alice.SendAsync($"DELETE /api/conversations/{before}?permanent=true&confirm=true")).StatusCode);

        await scene.App.DisposeAsync();
        await using var next = new ConvoWebApp(engine, kept);
        using var alice = next.ClientFor("alice");
        await next.Get<TalkSpool>().WhenEmptyAsync().WaitAsync(Cancel);

        Assert.Empty(Files(scene.App));
        Assert.Empty(await ContentsAsync(scene.App));
    }

    [Fact]
    public async Task One_that_nobody_can_read_is_passed_over_and_kept()
    {
        await using var kept = await DatabaseAsync(Engine.Sqlite);
        await using var scene = await WaitingAsync(Engine.Sqlite, kept, ("user", "Which museums are open?"));
        await scene.App.DisposeAsync();
        var broken = Path.Combine(Path.GetDirectoryName(Files(kept)[0])!, "0000000000000000001-000000001.talk");
        await File.WriteAllTextAsync(broken, "not one of ours", Cancel);

        await using var next = new ConvoWebApp(Engine.Sqlite, kept);
        using var alice = next.ClientFor("alice");
        await next.Get<TalkSpool>().WhenEmptyAsync().WaitAsync(Cancel);

        Assert.Equal([$"{broken}.unreadable"], Files(kept));
        Assert.Contains("Which museums are open?", await ContentsAsync(kept));
    }

    [Fact]
    public async Task Where_no_text_is_stored_none_is_put_on_disk()
    {
        await using var scene = await ProxyScene.StartAsync(Engine.Sqlite, AwayDatabase.Replace, ("PERSIST_TRANSCRIPTS", "false"));
        await scene.AgreeAsync();
        scene.Upstream.Stream("Hello.");
        await scene.AskAsync(("user", "Before"));
        ((AwayDatabase)scene.App.Get<IDatabase>()).IsAway = true;
        await scene.SendAsync(("user", "Hi"));

        await StopRecordingAsync(scene.App);

        Assert.Empty(Files(scene.App));
    }

    [Fact]
    public async Task What_nobody_is_known_to_have_agreed_to_is_not_put_on_disk()
    {
        await using var scene = await ProxyScene.StartAsync(Engine.Sqlite, AwayDatabase.Replace);
        scene.Upstream.Stream("Hello.");
        var database = (AwayDatabase)scene.App.Get<IDatabase>();
        database.IsAway = true;
        await scene.SendAsync(("user", "Hi"));

        var stopping = StopRecordingAsync(scene.App);
        database.IsAway = false;
        await stopping;

        Assert.Empty(Files(scene.App));
        Assert.Empty(await ContentsAsync(scene.App));
    }

    [Fact]
    public async Task It_has_an_end_and_what_is_over_it_is_lost_alone()
    {
        await using var scene = await ProxyScene.StartAsync(Engine.Sqlite, services =>
        {
            AwayDatabase.Replace(services);
            services.Replace(ServiceDescriptor.Singleton(provider => ActivatorUtilities.CreateInstance<TalkSpool>(provider, 5000L)));
        });
        await scene.AgreeAsync();
        scene.Upstream.Stream("Hello.");
        await scene.AskAsync(("user", "Before"));
        ((AwayDatabase)scene.App.Get<IDatabase>()).IsAway = true;
        await scene.SendAsync(("user", "Short"));
        await scene.SendAsync(("user", new string('x', 10_000)));

        await StopRecordingAsync(scene.App);

        Assert.Single(Files(scene.App));
    }

    /// <summary>One that outlives the programs that use it.</summary>
    private static async Task<ConvoWebApp> DatabaseAsync(Engine engine)
    {
        var app = new ConvoWebApp(engine);
        await app.Stored.FillAsync();
        return app;
    }

    /// <summary>One talk is stored, and what is asked now is set aside; the database is there again.</summary>
    private static async Task<ProxyScene> WaitingAsync(Engine engine, ConvoWebApp kept, params (string Role, string Content)[] history)
    {
        var scene = await ProxyScene.StartAsync(engine, clock: null, AwayDatabase.Replace, kept);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Most ", "are.");
        await scene.AskAsync(("user", "Before"));
        var database = (AwayDatabase)scene.App.Get<IDatabase>();
        database.IsAway = true;
        await scene.SendAsync(history);
        await StopRecordingAsync(scene.App);
        Assert.Single(Files(scene.App));
        database.IsAway = false;
        return scene;
    }

    /// <summary>As when the program ends.</summary>
    private static async Task StopRecordingAsync(ConvoWebApp app)
    {
        await app.Get<Recorder>().StopAsync(Cancel);
        await app.Get<SpooledTalks>().StopAsync(Cancel);
    }

    private static string[] Files(ConvoWebApp app) =>
        Directory.Exists(Path.Combine(app.Stored.Folder, "spool")) ? Directory.GetFiles(Path.Combine(app.Stored.Folder, "spool")) : [];

    private static async Task<string[]> ContentsAsync(ConvoWebApp app) =>
        (await app.Stored.ScalarAsync<string>("SELECT coalesce(string_agg(content, '|' ORDER BY row_id), '') FROM messages"))!.Split('|', StringSplitOptions.RemoveEmptyEntries);
}
