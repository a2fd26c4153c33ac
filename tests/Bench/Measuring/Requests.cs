using System.Text;
using System.Text.Json;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Measuring;

/// <summary>Requests as the bytes that go over the wire.</summary>
internal static class Requests
{
    public static byte[] Get(Server server, string path, string? ifNoneMatch = null) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.EndPoint}\r\n{(ifNoneMatch is null ? "" : $"If-None-Match: {ifNoneMatch}\r\n")}\r\n");

    public static byte[] Post(Server server, string path, JsonElement body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        var head = $"POST {path} HTTP/1.1\r\nHost: {server.EndPoint}\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. bytes];
    }
}
