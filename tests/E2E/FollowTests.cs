using System.Globalization;
using ConvoWeb.Tests.E2E.Clients;
using ConvoWeb.Tests.E2E.Clients.DotNet;
using ConvoWeb.Tests.E2E.Clients.JavaScript;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>Programs that follow a conversation: the .NET client and the npm client of SignalR, the latter by each of its transports.</summary>
public sealed class FollowTests(AppFixture fixture, NodePackages packages) : IClassFixture<AppFixture>, IClassFixture<NodePackages>
{
    public static TheoryData<string> Clients => [".NET", "WebSockets", "ServerSentEvents", "LongPolling"];

    private ConvoWebProcess App => fixture.App;

    [Theory, MemberData(nameof(Clients))]
    public async Task A_program_joins_leaves_and_joins_again_where_it_was(string client)
    {
        var id = await App.Client.CreateAsync("Trip to Oslo", ("user", "Hello"), ("ai", "to be edited"), ("user", "to be removed"));
        var messages = await App.Client.MessagesAsync(id);
        await using var program = await StartAsync(client, App.Address, id);

        await program.JoinAsync();
        await App.Client.AppendAsync(id, "ai", "Which museums are open?");
        await App.Client.AppendAsync(id, "ai", new string('x', 100_000)); // too large to be carried: it is read
        await App.Client.HoldsWhatIsStoredAsync(id, program, Cancel);

        await program.LeaveAsync();
        await App.Client.EditAsync(id, messages[1].GetProperty("id").GetString()!, "edited");
        await App.Client.RemoveAsync(id, messages[2].GetProperty("id").GetString()!);
        await App.Client.AppendAsync(id, "user", "meanwhile");
        Assert.Equal(5, (await program.HoldAsync()).Messages.Count);

        await program.JoinAsync();
        await App.Client.HoldsWhatIsStoredAsync(id, program, Cancel);
        await App.Client.AppendAsync(id, "user", "after");
        await App.Client.HoldsWhatIsStoredAsync(id, program, Cancel);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Its_line_breaks_in_the_middle_of_an_answer_and_it_resumes_without_a_gap_or_a_repeat(string client)
    {
        var id = await App.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"));
        await using var line = TcpRelay.To(App.Address);
        line.Open();
        await using var program = await StartAsync(client, new UriBuilder(App.Address) { Port = line.Port }.Uri, id);
        await program.JoinAsync();
        var draft = await App.Client.BeginDraftAsync(id);
        await WriteAsync(0, 10);
        await program.UntilAsync(place => place.Drafts.GetValueOrDefault(draft) == 10, Cancel);

        await line.CutAsync();
        await WriteAsync(10, 20);
        await App.Client.AppendAsync(id, "user", "And on Monday?");
        line.Open();
        await program.UntilAsync(place => place.Drafts.GetValueOrDefault(draft) == 20, Cancel);

        await line.CutAsync();
        line.Open();
        await WriteAsync(20, 30);
        await program.UntilAsync(place => place.Drafts.GetValueOrDefault(draft) == 30, Cancel);
        await App.Client.HoldsWhatIsStoredAsync(id, program, Cancel);

        await line.CutAsync();
        await WriteAsync(30, 40);
        await App.Client.FinalizeAsync(id, draft);
        line.Open();
        await App.Client.HoldsWhatIsStoredAsync(id, program, Cancel);

        async Task WriteAsync(int from, int to)
        {
            for (var n = from; n < to; n++)
            {
                await App.Client.AppendDeltaAsync(id, draft, n, string.Create(CultureInfo.InvariantCulture, $"{n} "));
            }
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<IFollower> StartAsync(string client, Uri server, string conversation) => client is ".NET"
        ? await Follower.ConnectAsync(server, conversation)
        : await NodeFollower.ConnectAsync(packages, server, conversation, client);
}
