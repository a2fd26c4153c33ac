using System.Buffers;
using System.Text;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

internal static class Requests
{
    public static ChatRequest? Parse(string json) => ChatRequest.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));

    public static ChatTurn Turn(string message) => Assert.Single(Parse($$"""{"messages":[{{message}}]}""")!.Turns);

    public static string Hash(params IEnumerable<ChatTurn> turns) =>
        turns.Aggregate(HistoryHash.Start("a key"u8), (hash, turn) => hash.Then(turn)).Text;
}
