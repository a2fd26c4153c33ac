using System.Net;
using ConvoWeb.Data;
using ConvoWeb.Platform.Redis;

namespace ConvoWeb.Platform.Network;

/// <summary>
/// The rule of <c>LOCAL_ONLY</c>, and what it makes of the addresses that the clients connect to. No name is looked up: asking for
/// it would leave this machine already, and the answer could be another one the next time (docs/decisions/local-only.md).
/// </summary>
internal static class ThisMachine
{
    /// <summary>The loopback address that is written so, or that is called <c>localhost</c>. Null: anything else.</summary>
    public static IPAddress? AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address) ? address
        : null;

    /// <summary>The same database, by an address that cannot become another one.</summary>
    public static DatabaseUrl Only(DatabaseUrl database, ICollection<string> errors)
    {
        if (database is not PostgresUrl postgres)
        {
            return database;
        }

        if (AddressOf(postgres.Host) is not { } address)
        {
            errors.Add($"LOCAL_ONLY is on, but DB_URL names another machine ({postgres}).");
        }
        else
        {
            postgres = postgres with { OnlyAt = address };
        }

        return postgres;
    }

    /// <inheritdoc cref="Only(DatabaseUrl, ICollection{string})"/>
    public static RedisUrl Only(RedisUrl redis, ICollection<string> errors)
    {
        if (AddressOf(redis.Host) is not { } address)
        {
            errors.Add($"LOCAL_ONLY is on, but REDIS_URL names another machine ({redis}).");
            return redis;
        }

        if (redis.Tls)
        {
            // The client (1.2.6) asks where the certificate says whether it was revoked, and cannot be told not to.
            errors.Add($"LOCAL_ONLY is on, but REDIS_URL asks for TLS ({redis}), which looks certificates up on other machines. Use redis://.");
        }

        return redis with { OnlyAt = address };
    }
}
