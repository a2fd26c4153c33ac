using System.Diagnostics.CodeAnalysis;
using System.Net;
using Npgsql;

namespace ConvoWeb.Data;

/// <summary>Where the data is, as <c>DB_URL</c> says it. Never shows its password.</summary>
public abstract record DatabaseUrl
{
    private const string Expected = "file:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE";

    /// <summary>Fit for logs and messages.</summary>
    public abstract string Display { get; }

    public sealed override string ToString() => Display;

    /// <summary>Reads <c>file:PATH</c> (relative to the working directory) or <c>postgres://…</c>, <c>postgresql://…</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DatabaseUrl? url, [NotNullWhen(false)] out string? error)
    {
        (url, error) = text.Split(':', 2) switch
        {
            ["file", var path] => ParseFile(path),
            ["postgres" or "postgresql", _] => ParsePostgres(text),
            _ => (null, $"must be {Expected}"),
        };
        return url is not null;
    }

    private static (DatabaseUrl?, string?) ParseFile(string path)
    {
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            // file:///absolute/path; a host is of no use here.
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : "";
        }

        path = Uri.UnescapeDataString(path);
        return path.Length == 0 || path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal)
            ? (null, "names no file; it must be file:PATH")
            : (new SqliteUrl(Path.GetFullPath(path)), null);
    }

    private static (DatabaseUrl?, string?) ParsePostgres(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return (null, $"is not an address; it must be {Expected}");
        }

        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length == 0)
        {
            return (null, $"names no database; it must be {Expected}");
        }

        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Database = database,
        };

        if (uri.UserInfo.Length > 0)
        {
            var user = uri.UserInfo.Split(':', 2);
            connection.Username = Uri.UnescapeDataString(user[0]);
            connection.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts is not ["sslmode", var mode] || !Enum.TryParse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var sslMode)
                || char.IsAsciiDigit(mode[0]))
            {
                return (null, $"has a parameter that is not understood: {parts[0]}; only sslmode (disable, allow, prefer, require, verify-ca, verify-full) is");
            }

            connection.SslMode = sslMode;
        }

        return (new PostgresUrl(connection.ConnectionString, connection.Host!, connection.Port, database), null);
    }
}

/// <summary>A SQLite file, by its absolute path.</summary>
public sealed record SqliteUrl(string Path) : DatabaseUrl
{
    public override string Display => $"file:{Path}";
}

/// <summary>A PostgreSQL database.</summary>
public sealed record PostgresUrl(string ConnectionString, string Host, int Port, string Database) : DatabaseUrl
{
    public override string Display => $"postgres://{Host}:{Port}/{Database}";

    /// <summary>When set: it is connected to here, whatever the name of the host stands for elsewhere, and nobody else is asked for anything.</summary>
    public IPAddress? OnlyAt { get; init; }
}
