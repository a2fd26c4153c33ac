using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Proxy.Clients;
using ConvoWeb.Tests.Unit.Features.Proxy.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>
/// OpenAI's own clients, once straight to a server that repeats what real ones answered and once through the proxy: they see the same,
/// byte for byte, and what is stored is what was recorded.
/// </summary>
public sealed class ClientTests(NodeProgram node) : IClassFixture<NodeProgram>
{
    private const string DotNet = ".NET", Node = "Node";

    /// <summary>What stays here, as <c>ProxyHeaders</c> has it.</summary>
    private static readonly string[] NotReturned = ["set-cookie", "strict-transport-security", "alt-svc", "access-control-"];

    /// <summary>What every answer of this program says.</summary>
    private static readonly string[] Own =
        ["content-security-policy: default-src 'none'; sandbox; frame-ancestors 'none'", "referrer-policy: same-origin", "x-content-type-options: nosniff"];

    private static readonly string[] OfTheWay = ["accept-encoding", "host", "connection", "content-length", "transfer-encoding"];

    public static TheoryData<string> Clients => [DotNet, Node];

    [Theory, MemberData(nameof(Clients))]
    public async Task A_client_sees_what_it_sees_without_the_proxy_and_what_was_recorded_is_stored(string client)
    {
        var program = Program(client);
        await using var scene = await ProxyScene.StartAsync();
        var seen = 0;
        foreach (var talk in Recordings.OfChat().GroupBy(recording => recording.Name.Split('#')[0], StringComparer.Ordinal))
        {
            await scene.AgreeForAsync(talk.Key);
            foreach (var recording in talk)
            {
                var request = RequestOf(recording);
                var (direct, through) = await AskBothAsync(program, scene, new AskedCall("", talk.Key, request), () => new Replay(recording));
                if (IsUnreadable(recording, client))
                {
                    Assert.Equal((direct.Fault!, direct.Yielded.Count), (through.Fault!, through.Yielded.Count));
                    continue;
                }

                AssertSame(direct, through);
                Assert.Equal(recording.IsError, through.Fault is not null);
                Assert.Equal(recording.Bytes, through.Bytes.ToArray());
                (await scene.LastAsync(talk.Key)).IsOf(recording, request);
                seen++;
            }
        }

        Assert.True(seen >= 23, $"{seen} recordings");
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task It_sees_the_same_in_whatever_pieces_the_answer_comes(string client)
    {
        var program = Program(client);
        await using var scene = await ProxyScene.StartAsync();
        var random = new Random(20261130);
        foreach (var recording in Recordings.OfChat().Where(recording => recording.IsStream && !IsUnreadable(recording, client)))
        {
            await scene.AgreeForAsync(recording.Name);
            var (direct, through) = await AskBothAsync(
                program, scene, new AskedCall("", recording.Name, RequestOf(recording)), () => new Replay(recording) { Piece = _ => random.Next(1, 300) });
            AssertSame(direct, through);
            (await scene.LastAsync(recording.Name)).IsOf(recording, RequestOf(recording));
        }
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task An_answer_that_is_cut_in_the_middle_is_cut_for_it_there_and_stored_as_far_as_it_came(string client)
    {
        var program = Program(client);
        await using var scene = await ProxyScene.StartAsync();
        foreach (var recording in Recordings.OfChat().Where(recording => recording.IsStream && !IsUnreadable(recording, client)))
        {
            await scene.AgreeForAsync(recording.Name);
            var cut = recording.Bytes.Length / 2;
            var (direct, through) = await AskBothAsync(
                program, scene, new AskedCall("", recording.Name, RequestOf(recording)), () => new Replay(recording) { CutAt = cut });

            AssertSame(direct, through);
            Assert.NotNull(through.Fault);
            Assert.Equal(recording.Bytes[..cut], through.Bytes.ToArray());
            var stored = (await scene.LastAsync(recording.Name)).Messages[^1];
            var whole = recording with { Response = Encoding.UTF8.GetString(recording.Bytes.AsSpan(0, recording.Bytes.AsSpan(0, cut).LastIndexOf((byte)'\n'))) };
            Assert.Equal(("ai", "interrupted", PlainReading.Of(whole).Texts.GetValueOrDefault(0, "")), (stored.Text("type"), stored.Text("state"), stored.Text("content")));
        }
    }

    [Theory]
    [InlineData(DotNet, 400)]
    [InlineData(DotNet, 401)]
    [InlineData(DotNet, 429)]
    [InlineData(DotNet, 500)]
    [InlineData(Node, 400)]
    [InlineData(Node, 401)]
    [InlineData(Node, 429)]
    [InlineData(Node, 500)]
    public async Task An_error_is_the_same_to_it_and_stored_by_its_name(string client, int status)
    {
        var program = Program(client);
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeForAsync("alice");

        var (direct, through) = await AskBothAsync(program, scene, new AskedCall("", "alice", ProxyScene.Body(("user", "Hello"))), () => new Replay(Error(status)));

        AssertSame(direct, through);
        Assert.Contains("Not this time", through.Fault, StringComparison.Ordinal);
        var stored = (await scene.LastAsync("alice")).Messages[^1];
        Assert.Equal(("interrupted", "some_error/some_code", status), (stored.Text("state"), StoredAnswer.Known(stored, "error")!.Value.GetString(), StoredAnswer.Known(stored, "status")!.Value.GetInt32()));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Told_to_come_again_it_asks_a_second_time_in_the_same_conversation(string client)
    {
        var program = Program(client);
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeForAsync("alice");
        var answer = new Recording("answer", "", $"data: {FakeUpstream.Chunk("Hello.")}\n\ndata: [DONE]\n\n", 200);
        scene.Upstream.Repeat(new Replay(Error(429)), new Replay(answer));

        var through = await program.AskAsync(new AskedCall(scene.Address, "alice", ProxyScene.Body(("user", "Hello"))) { Retries = 1 });

        Assert.Null(through.Fault);
        Assert.Equal(answer.Bytes, through.Bytes.ToArray());
        Assert.Equal(2, scene.Upstream.Asked.Count);
        await scene.RecordedAsync();
        Assert.Equal(["user Hello (final)", "ai  (interrupted)", "ai Hello. (final)"], await scene.MessagesAsync());
    }

    /// <summary>One service tells milliseconds where seconds are meant. This client throws at that and leaves, with or without the proxy.</summary>
    private static bool IsUnreadable(Recording recording, string client) =>
        client is DotNet && recording.Name.StartsWith("openllmetry-test_chat_streaming", StringComparison.Ordinal);

    private IChatProgram Program(string client)
    {
        Assert.SkipWhen(client is Node && !NodeProgram.IsInstalled, "Node and npm are not installed.");
        return client is Node ? node : new DotNetProgram();
    }

    private static async Task<(ClientView Direct, ClientView Through)> AskBothAsync(IChatProgram program, ProxyScene scene, AskedCall call, Func<Replay> answer)
    {
        var direct = await AskAsync(scene.Upstream.Address);
        var through = await AskAsync(scene.Address);
        await scene.RecordedAsync();
        var asked = scene.Upstream.Asked.TakeLast(2).Select(request => (request.Method, request.Address, request.Body, string.Join('\n', request.Headers
            .Where(header => !OfTheWay.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}").Order(StringComparer.Ordinal)))).ToList();
        Assert.Equal(asked[0], asked[1]);
        return (direct, through);

        Task<ClientView> AskAsync(string server)
        {
            scene.Upstream.Repeat(answer());
            return program.AskAsync(call with { Server = server });
        }
    }

    private static void AssertSame(ClientView direct, ClientView through)
    {
        Assert.Equal(direct.Yielded, through.Yielded);
        Assert.Equal(direct.Fault, through.Fault);
        Assert.Equal(direct.Status, through.Status);
        Assert.Equal(direct.Bytes.ToArray(), through.Bytes.ToArray());
        var passed = direct.Headers.Where(header => !NotReturned.Any(name => header.StartsWith(name, StringComparison.Ordinal)));
        Assert.Equal(passed.Union(Own).Order(StringComparer.Ordinal), through.Headers);
    }

    /// <summary>As it was recorded; of some only the answer was.</summary>
    private static string RequestOf(Recording recording) => recording.Request.Length > 0
        ? recording.Request
        : JsonSerializer.Serialize(new { model = "test-1", stream = recording.IsStream, messages = (object[])[new { role = "user", content = $"What is in {recording.Name}?" }] });

    /// <summary>There are none of these among the recordings.</summary>
    private static Recording Error(int status) => new($"{status}", "", """{"error":{"message":"Not this time.","type":"some_error","param":"model","code":"some_code"}}""", status)
    {
        Headers = [("x-request-id", "req_1"), ("retry-after-ms", "1"), ("x-ratelimit-remaining-tokens", "0"), ("Content-Length", "")],
    };
}
