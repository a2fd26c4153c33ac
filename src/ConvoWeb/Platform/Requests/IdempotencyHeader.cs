using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConvoWeb.Data;
using ConvoWeb.Data.Idempotency;

namespace ConvoWeb.Platform.Requests;

/// <summary>The <c>Idempotency-Key</c> header: the same request sent again makes nothing a second time.</summary>
public sealed class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    private readonly string? _key;
    private readonly string _route;

    private IdempotencyHeader(string? key, string route) => (_key, _route) = (key, route);

    public static ValueTask<IdempotencyHeader?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        string? key = context.Request.Headers[Name];
        return key is { Length: 0 or > IdempotencyKey.MaxLength }
            ? throw new InvalidInputException("idempotency_key", $"{Name} must have 1 to {IdempotencyKey.MaxLength} characters.")
            : ValueTask.FromResult<IdempotencyHeader?>(new(key, RouteOf(context.Request)));
    }

    /// <summary>The same route under <c>/v1</c> and <c>/api</c>, however its ids are written.</summary>
    private static string RouteOf(HttpRequest request)
    {
        var path = request.Path.Value!.TrimEnd('/').ToLowerInvariant();
        return $"{request.Method} {(path.StartsWith("/v1/", StringComparison.Ordinal) ? "/api/" + path[4..] : path)}";
    }

    /// <summary>Null without the header. Two bodies are the same when they mean the same request.</summary>
    public IdempotencyKey? For<TRequest>(TRequest request, JsonTypeInfo<TRequest> type)
    {
        if (_key is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(_route));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, type));
        return new IdempotencyKey(_key, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
