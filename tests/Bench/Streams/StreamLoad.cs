using System.Text;
using System.Text.Json;

namespace ConvoWeb.Bench.Streams;

/// <summary>Answers that are asked for at the same time, and how each of them is written.</summary>
/// <param name="Connections">Each asks for the next one when it has the last.</param>
/// <param name="Each">How many answers each of them asks for.</param>
/// <param name="Chunks">Of one answer.</param>
/// <param name="Pace">Milliseconds from chunk to chunk; 0 is as fast as they go.</param>
/// <param name="Apart">Milliseconds from the beginning of one connection to that of the next.</param>
internal sealed record StreamLoad(int Connections, int Each, int Chunks, int Pace, int Apart)
{
    public int Streams => Connections * Each;

    public int AllChunks => Streams * Chunks;

    /// <summary>As a program asks; what it wants of the answer stands beside it.</summary>
    public byte[] Request(string host)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new StreamRequest(
            "bench-1", true, Chunks, Pace, [new("system", "Be short."), new("user", "Which museums in Oslo are open on Monday, and which of them have something for children?")]), JsonSerializerOptions.Web);
        return [.. Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAuthorization: Bearer bench\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }
}

internal sealed record StreamRequest(string Model, bool Stream, int Chunks, int Pace, IReadOnlyList<StreamTurn> Messages);

internal sealed record StreamTurn(string Role, string Content);
