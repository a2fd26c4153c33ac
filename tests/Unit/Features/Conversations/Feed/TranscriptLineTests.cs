using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Conversations.Feed;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Feed;

/// <summary>Frames that were made once, between those that a real WebSocket makes.</summary>
public sealed class TranscriptLineTests : IDisposable
{
    private readonly MemoryStream _sent = new();
    private readonly TranscriptLine _line;
    private readonly WebSocket _socket;

    public TranscriptLineTests()
    {
        _line = new TranscriptLine(_sent, Cancel);
        _socket = WebSocket.CreateFromStream(_line, new WebSocketCreationOptions { IsServer = true });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(70_000)]
    public async Task A_frame_of_any_length_is_read_by_a_WebSocket(int length)
    {
        await _line.WriteFrameAsync(FrameOf(new string('x', length)));

        var message = Assert.Single(await ReadAsync());
        using var json = JsonDocument.Parse(message.TrimEnd('\u001e'));
        Assert.Equal("ConversationChanged", json.RootElement.GetProperty("target").GetString());
        Assert.Equal(length, json.RootElement.GetProperty("arguments")[0].GetString()!.Length);
    }

    [Fact]
    public async Task A_frame_waits_for_the_end_of_a_message_that_is_sent_in_pieces()
    {
        await SendAsync("one, ", endOfMessage: false);
        var writing = _line.WriteFrameAsync(FrameOf("between")).AsTask();
        await SendAsync("two, ", endOfMessage: false);
        Assert.False(writing.IsCompleted);
        await SendAsync("three", endOfMessage: true);
        await writing;
        await SendAsync("four", endOfMessage: true);

        var messages = await ReadAsync();
        Assert.Equal(3, messages.Count);
        Assert.Equal("one, two, three", messages[0]);
        Assert.Contains("between", messages[1], StringComparison.Ordinal);
        Assert.Equal("four", messages[2]);
    }

    [Fact]
    public async Task Nothing_follows_the_goodbye()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        await _line.WriteFrameAsync(FrameOf("too late"));

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task A_line_that_stands_still_holds_the_next_until_it_takes_more()
    {
        using var slow = new SlowStream();
        await using var line = new TranscriptLine(slow, Cancel);

        var first = line.WriteFrameAsync(FrameOf("first")).AsTask();
        var second = line.WriteFrameAsync(FrameOf("second")).AsTask();
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Equal(1, slow.Begun);

        slow.GoOn();
        await Task.WhenAll(first, second);
        Assert.Equal(2, slow.Begun);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _line.Dispose();
    }

    private static ReadOnlyMemory<byte> FrameOf(string argument) =>
        new FeedEvent(FeedEventName.ConversationChanged, 1, Encoding.UTF8.GetBytes($"\"{argument}\"")).FrameOf(new JsonHubProtocol());

    private Task SendAsync(string text, bool endOfMessage) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage, Cancel);

    /// <summary>What a client reads until there is no more.</summary>
    private async Task<List<string>> ReadAsync()
    {
        using var client = WebSocket.CreateFromStream(new MemoryStream(_sent.ToArray()), new WebSocketCreationOptions());
        var messages = new List<string>();
        var message = new List<byte>();
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer, Cancel) is { MessageType: WebSocketMessageType.Text } received)
            {
                message.AddRange(buffer.AsSpan(0, received.Count));
                if (received.EndOfMessage)
                {
                    messages.Add(Encoding.UTF8.GetString(message.ToArray()));
                    message.Clear();
                }
            }
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode is WebSocketError.ConnectionClosedPrematurely)
        {
            // The end of what was sent.
        }

        return messages;
    }

    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Begun { get; private set; }

        public void GoOn() => _taken.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Begun++;
            await _taken.Task.WaitAsync(cancellationToken);
        }
    }
}
