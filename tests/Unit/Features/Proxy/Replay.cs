using ConvoWeb.Tests.Unit.Features.Proxy.Wire;
using Microsoft.AspNetCore.Http;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>An answer that was recorded and is given again: its status, its headers and its bytes.</summary>
internal sealed class Replay(Recording recording)
{
    /// <summary>Said of the connection, or of how the body was packed.</summary>
    private static readonly HashSet<string> OfItsConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Encoding", "Content-Length",
    };

    /// <summary>How long the next piece is, from where it begins. As it was recorded, event by event, when null.</summary>
    public Func<int, int>? Piece { get; init; }

    /// <summary>Behind that many bytes it breaks off.</summary>
    public int? CutAt { get; init; }

    public async Task AnswerAsync(HttpContext context)
    {
        var (response, bytes) = (context.Response, recording.Bytes.AsMemory(0, CutAt ?? recording.Bytes.Length));
        response.StatusCode = recording.Status;
        response.ContentType = recording.IsStream ? "text/event-stream; charset=utf-8" : "application/json";
        response.Headers.Date = "Mon, 30 Nov 2026 12:00:00 GMT"; // two answers are the same
        foreach (var header in recording.Headers.Where(header => !OfItsConnection.Contains(header.Name)).GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            response.Headers[header.Key] = header.Select(one => one.Value).ToArray();
        }

        if (recording.Headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            response.ContentLength = recording.Bytes.Length;
        }

        while (!bytes.IsEmpty)
        {
            var length = Math.Min(Piece?.Invoke(recording.Bytes.Length - bytes.Length) ?? EventAt(bytes.Span), bytes.Length);
            await response.Body.WriteAsync(bytes[..length]);
            await response.Body.FlushAsync();
            bytes = bytes[length..];
        }

        if (CutAt is not null)
        {
            throw new IOException("It breaks off."); // which closes the connection behind what was written; to abort would throw that away
        }
    }

    private static int EventAt(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\n\n"u8) is >= 0 and var end ? end + 2 : bytes.Length;
}
