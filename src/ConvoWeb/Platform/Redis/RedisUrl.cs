using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace ConvoWeb.Platform.Redis;

/// <summary>Where Redis is, as <c>REDIS_URL</c> says it: <c>redis://[:PASSWORD@]HOST[:PORT][/N]</c>, or <c>rediss://</c> for TLS.</summary>
public sealed record RedisUrl(string Host, int Port, int Database, string? Password, bool Tls)
{
    /// <summary>
    /// The client connects to every node that these name, and once they told of a cluster also to where a MOVED points.
    /// Without them the server counts as one that stands alone.
    /// </summary>
    private static readonly CommandMap AsksForNoOthers = CommandMap.Create(["CLUSTER", "INFO", "SENTINEL"], available: false);

    /// <summary>Fit for logs: without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "rediss" : "redis")}://{Host}:{Port}/{Database}");

    /// <summary>When set: it is connected to here, whatever the name of the host stands for elsewhere.</summary>
    public IPAddress? OnlyAt { get; init; }

    public static bool TryParse(string text, [NotNullWhen(true)] out RedisUrl? url)
    {
        url = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
        {
            return false;
        }

        var database = 0;
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } path && !int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            return false;
        }

        // The client knows passwords alone; a user that it would leave out is no address that we understand.
        var credentials = uri.UserInfo.Split(':', 2);
        if (credentials[0].Length > 0)
        {
            return false;
        }

        var password = credentials is [_, { Length: > 0 } secret] ? Uri.UnescapeDataString(secret) : null;
        url = new RedisUrl(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : 6379, database, password, uri.Scheme is "rediss");
        return true;
    }

    internal ConfigurationOptions ToOptions() => new()
    {
        EndPoints = { { OnlyAt?.ToString() ?? Host, Port } },
        CommandMap = OnlyAt is null ? CommandMap.Default : AsksForNoOthers,
        DefaultDatabase = Database,
        Password = Password,
        Ssl = Tls,
        SslHost = Tls ? Host : null,
        AbortOnConnectFail = true,
        ConnectTimeout = 2000,
        SyncTimeout = 2000,
        ClientName = "ConvoWeb",
    };
}
