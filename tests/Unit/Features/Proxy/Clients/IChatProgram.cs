namespace ConvoWeb.Tests.Unit.Features.Proxy.Clients;

/// <summary>A program that asks a model by a client that many use.</summary>
internal interface IChatProgram
{
    Task<ClientView> AskAsync(AskedCall call);
}

/// <param name="Server">Its address, without <c>/v1</c>.</param>
/// <param name="Request">The body, as the protocol has it. The client reads it and writes it anew, in its own way.</param>
internal sealed record AskedCall(string Server, string User, string Request)
{
    /// <summary>How often the client may ask again by itself.</summary>
    public int Retries { get; init; }
}

/// <summary>What a client saw of an answer.</summary>
/// <param name="Yielded">Each thing that it gave to its program, written as JSON by itself.</param>
/// <param name="Fault">What it threw: what kind, what it says, and what it knows of the answer.</param>
/// <param name="Headers">As <c>name: value</c>, in order.</param>
/// <param name="Bytes">Of the body, as they came over the wire.</param>
internal sealed record ClientView(IReadOnlyList<string> Yielded, string? Fault, int Status, IReadOnlyList<string> Headers, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Which each server on the way says for itself.</summary>
    private static readonly string[] OfOneHop = ["connection", "keep-alive", "transfer-encoding"];

    public static IReadOnlyList<string> Sorted(IEnumerable<string> headers) =>
        [.. headers.Select(header => header.Split(": ", 2)).Where(header => !OfOneHop.Contains(header[0], StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header[0].ToLowerInvariant()}: {header[1]}").Order(StringComparer.Ordinal)];
}
