using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Circuits;

/// <summary>
/// A page that is open, as far as the server can tell: it was fetched, its circuit renders, every batch is acknowledged,
/// and every call of a script is answered.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    /// <summary>Of somebody who was here before: the page knows it as it is asked for.</summary>
    private const string Zone = "Europe/Oslo";

    private const char EndOfHandshake = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _received = new byte[64 * 1024];
    private Task _receiving = Task.CompletedTask;
    private string _components = "";
    private string _state = "";
    private long _heard;
    private int _scripts;

    private Circuit()
    {
    }

    /// <summary>How long it has said nothing.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _heard));

    public static async Task<Circuit> OpenAsync(Server server, string path, CancellationToken cancellationToken)
    {
        var circuit = new Circuit();
        try
        {
            await circuit.StartAsync(server, path, cancellationToken);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _receiving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _socket.Dispose();
        _closed.Dispose();
    }

    private async Task StartAsync(Server server, string path, CancellationToken cancellationToken)
    {
        var page = new Uri(server.Client.BaseAddress!, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, page) { Headers = { { "Cookie", $"cw-zone={Uri.EscapeDataString(Zone)}" } } };
        using var answer = await server.Client.SendAsync(request, cancellationToken);
        var html = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        var markers = Marker().Matches(html).Select((marker, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker.Groups["component"].Value}}}""");
        _components = $$"""{"batchId":1,"operations":[{{string.Join(',', markers)}}]}""";
        _state = State().Match(html).Groups["state"].Value;

        await _socket.ConnectAsync(new Uri($"ws://{server.EndPoint}/_blazor"), cancellationToken);
        await SendAsync([.. "{\"protocol\":\"blazorpack\",\"version\":1}"u8, (byte)EndOfHandshake]);
        await SendAsync(BlazorPack.Call("0", "StartCircuit", server.Client.BaseAddress!.AbsoluteUri, page.AbsoluteUri, "[]", _state));
        _receiving = ReceiveAsync();
        await (await Task.WhenAny(_rendered.Task, _receiving)).WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        if (!_rendered.Task.IsCompleted)
        {
            throw new BenchFailureException($"The circuit of {path} was closed before it rendered anything.");
        }
    }

    private async Task ReceiveAsync()
    {
        var (filled, isOpen) = (0, false);
        while (!_closed.IsCancellationRequested)
        {
            if (filled == _received.Length)
            {
                Array.Resize(ref _received, 2 * filled);
            }

            var part = await _socket.ReceiveAsync(_received.AsMemory(filled), _closed.Token);
            if (part.MessageType is WebSocketMessageType.Close)
            {
                return;
            }

            Volatile.Write(ref _heard, Stopwatch.GetTimestamp());
            filled += part.Count;
            var taken = 0;
            if (!isOpen && Array.IndexOf(_received, (byte)EndOfHandshake, 0, filled) is >= 0 and var end)
            {
                (isOpen, taken) = (true, end + 1);
            }

            while (isOpen && BlazorPack.FrameAt(_received.AsSpan(taken, filled - taken)) is var (header, body))
            {
                if (Answer(_received.AsSpan(taken + header, body)) is { } answer)
                {
                    await SendAsync(answer);
                }

                taken += header + body;
            }

            _received.AsSpan(taken, filled - taken).CopyTo(_received);
            filled -= taken;
        }
    }

    private byte[]? Answer(ReadOnlySpan<byte> message)
    {
        var reader = new BlazorPackReader(message);
        reader.ReadArrayLength();
        switch (reader.ReadNumber())
        {
            case 1:
                reader.SkipHeaders();
                reader.ReadText();
                return AnswerCall(reader.ReadText(), ref reader);
            case 3:
                reader.SkipHeaders();
                return reader.ReadText() is "0" ? BlazorPack.Call(null, "UpdateRootComponents", _components, _state) : null;
            case 6:
                return BlazorPack.Ping;
            case 7:
                throw new BenchFailureException($"The circuit was closed: {reader.ReadText()}");
            default:
                return null;
        }
    }

    private byte[]? AnswerCall(string? target, ref BlazorPackReader reader)
    {
        reader.ReadArrayLength();
        switch (target)
        {
            case "JS.RenderBatch":
                _rendered.TrySetResult();
                return BlazorPack.Call(null, "OnRenderCompleted", reader.ReadNumber(), null);
            case "JS.BeginInvokeJS":
                var call = reader.ReadNumber();
                return BlazorPack.Call(null, "EndInvokeJSFromDotNet", call, true, $"[{call},true,{ResultOf(reader.ReadText())}]");
            case "JS.Error":
                throw new BenchFailureException($"The circuit failed: {reader.ReadText()}");
            default:
                return null;
        }
    }

    private string ResultOf(string? function) => function switch
    {
        "import" => $$"""{"__jsObjectId":{{++_scripts}}}""",
        "timeZone" => JsonSerializer.Serialize(Zone),
        _ => "null",
    };

    private async Task SendAsync(byte[] message) => await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, _closed.Token);

    [GeneratedRegex("""<!--Blazor:(?<component>\{.*?"type":"server".*?\})-->""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>.*?)-->", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex State();
}
