using System.Globalization;
using System.Net;
using ConvoWeb.Data;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Platform.Network;
using ConvoWeb.Platform.Redis;

namespace ConvoWeb.Platform.Hosting;

/// <summary>A setting that the program cannot start with; each line names the key.</summary>
public sealed class SettingsException(IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    public IReadOnlyList<string> Lines { get; } = lines;
}

/// <summary>The settings of the README's table, checked before anything else happens.</summary>
public sealed record Settings
{
    private const string DefaultUrls = "http://localhost:5080";

    public required DatabaseUrl Database { get; init; }

    /// <summary>Null: one node, in-process.</summary>
    public required RedisUrl? Redis { get; init; }

    /// <summary>Everything that the program writes.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>False: no text is stored; what comes in is shown live and forgotten.</summary>
    public required bool PersistTranscripts { get; init; }

    /// <summary>A draft without a delta for so long counts as interrupted.</summary>
    public required TimeSpan DraftLease { get; init; }

    /// <summary>Pictures, sounds and files that pass through the proxy are stored; otherwise it is only noted that they were there.</summary>
    public required bool RecordFiles { get; init; }

    /// <summary>How large a file may be, in bytes.</summary>
    public required long FileLimit { get; init; }

    /// <summary>No conversation is kept longer after its last message, whatever its owner's rules say. Null: as long as those say.</summary>
    public required int? RetentionMaxDays { get; init; }

    /// <summary>No connection leaves this machine: the addresses above are restricted, HTTP clients ask.</summary>
    public required bool LocalOnly { get; init; }

    /// <summary>Behind the recording proxy; none is no proxy.</summary>
    public required IReadOnlyList<Upstream> Upstreams { get; init; }

    /// <summary>What the proxy takes of one request, in bytes: pictures and sound come inside of the JSON.</summary>
    public required long ProxyMaxBody { get; init; }

    /// <summary>As many requests are passed on at once.</summary>
    public required int ProxyMaxStreams { get; init; }

    /// <summary>Of one caller in a minute. Null: as many as they like.</summary>
    public required int? ProxyRate { get; init; }

    /// <summary>The address that people see when a proxy stands in front.</summary>
    public required Uri? PublicUrl { get; init; }

    /// <summary>Where it listens, separated by semicolons.</summary>
    public required string Urls { get; init; }

    /// <exception cref="SettingsException">One or more are wrong; all of them are told at once.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var errors = new List<string>();

        var dbUrl = configuration["DB_URL"] is { Length: > 0 } text ? text
            : $"file:{Path.Combine(configuration["DATA_DIR"] is { Length: > 0 } folder ? folder : "./data", "convoweb.db")}";
        if (!DatabaseUrl.TryParse(dbUrl, out var database, out var error))
        {
            errors.Add($"DB_URL {error}.");
        }

        var localOnly = Flag(configuration, "LOCAL_ONLY", false, errors);
        if (localOnly && database is not null)
        {
            database = ThisMachine.Only(database, errors);
        }

        RedisUrl? redis = null;
        if (configuration["REDIS_URL"] is { Length: > 0 } redisUrl && !RedisUrl.TryParse(redisUrl, out redis))
        {
            errors.Add("REDIS_URL must be redis://HOST:PORT/N, or rediss:// for TLS.");
        }

        if (localOnly && redis is not null)
        {
            redis = ThisMachine.Only(redis, errors);
        }

        var upstreams = Upstream.Read(configuration, localOnly, errors);
        if (configuration["AUTH_MODE"] is { Length: > 0 } mode && mode is not "local")
        {
            errors.Add(mode is "accounts"
                ? "AUTH_MODE=accounts is not there in this version. Use local, which listens on this machine only."
                : $"AUTH_MODE must be local, not '{mode}'.");
        }

        Uri? publicUrl = null;
        if (configuration["PUBLIC_URL"] is { Length: > 0 } address
            && (!Uri.TryCreate(address, UriKind.Absolute, out publicUrl) || publicUrl.Scheme is not ("http" or "https")))
        {
            errors.Add("PUBLIC_URL must be an http:// or https:// address.");
        }

        var urls = configuration["urls"] is { Length: > 0 } listen ? listen : DefaultUrls;
        errors.AddRange(urls
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(url => !IsLoopback(url))
            .Select(url => $"ASPNETCORE_URLS: {url} can be reached from other machines, which AUTH_MODE=local does not allow. Use http://localhost:PORT."));

        if (localOnly && urls.Contains("https://", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add($"LOCAL_ONLY is on, but ASPNETCORE_URLS asks for TLS ({urls}), which looks its certificate up on other machines. Use http://.");
        }

        var lease = Number(configuration, "DRAFT_LEASE", 60, 24 * 60 * 60, "seconds, at most a day", errors);
        var fileLimit = Number(configuration, "FILE_LIMIT", 256, 64 * 1024, "MiB, at most 65536", errors);
        var maxDays = Number(configuration, "RETENTION_MAX_DAYS", 0, RetentionRule.MaxDays, $"days, at most {RetentionRule.MaxDays}", errors);
        var proxyMaxBody = Number(configuration, "PROXY_MAX_BODY", 64, 1024, "MiB, at most 1024", errors);
        var proxyMaxStreams = Number(configuration, "PROXY_MAX_STREAMS", 1000, 1_000_000, "requests, at most 1000000", errors);
        var proxyRate = Number(configuration, "PROXY_RATE", 0, 1_000_000, "requests a minute, at most 1000000", errors);
        var persist = Flag(configuration, "PERSIST_TRANSCRIPTS", true, errors);
        var recordFiles = Flag(configuration, "RECORD_FILES", true, errors);
        var dataDirectory = configuration["DATA_DIR"] is { Length: > 0 } directory
            ? Path.GetFullPath(directory)
            : database is SqliteUrl file ? Path.GetDirectoryName(file.Path)! : Path.GetFullPath("data");

        return errors.Count > 0
            ? throw new SettingsException(errors)
            : new Settings
            {
                Database = database!,
                Redis = redis,
                DataDirectory = dataDirectory,
                PersistTranscripts = persist,
                DraftLease = TimeSpan.FromSeconds(lease),
                RecordFiles = recordFiles,
                FileLimit = fileLimit * 1024L * 1024,
                RetentionMaxDays = maxDays == 0 ? null : maxDays,
                LocalOnly = localOnly,
                Upstreams = upstreams,
                ProxyMaxBody = proxyMaxBody * 1024L * 1024,
                ProxyMaxStreams = proxyMaxStreams,
                ProxyRate = proxyRate == 0 ? null : proxyRate,
                PublicUrl = publicUrl,
                Urls = urls,
            };
    }

    private static bool Flag(IConfiguration configuration, string key, bool otherwise, List<string> errors)
    {
        switch (configuration[key]?.ToLowerInvariant())
        {
            case null or "":
                return otherwise;
            case "true" or "1" or "on" or "yes":
                return true;
            case "false" or "0" or "off" or "no":
                return false;
            default:
                errors.Add($"{key} must be true or false.");
                return otherwise;
        }
    }

    private static int Number(IConfiguration configuration, string key, int otherwise, int most, string what, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > most)
        {
            errors.Add($"{key} must be a number of {what}.");
        }

        return number;
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
