using System.Diagnostics.Metrics;
using System.Globalization;

namespace ConvoWeb.Platform.Observability;

/// <summary>Where an answer came from.</summary>
public enum CacheSource
{
    Memory,
    Redis,
    Database,
}

/// <summary>What the operator counts; <c>/metrics</c> shows it, and so does any OpenTelemetry listener on the meter.</summary>
public sealed class ConvoWebMetrics
{
    public const string MeterName = "ConvoWeb";

    private static readonly KeyValuePair<string, object?>[] StatusTags =
        [.. Enumerable.Range(0, 6).Select(hundred => KeyValuePair.Create<string, object?>("status", $"{hundred}xx"))];

    private static readonly KeyValuePair<string, object?>[] SourceTags =
        [.. Enum.GetNames<CacheSource>().Select(source => KeyValuePair.Create<string, object?>("from", source.ToLowerInvariant()))];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _appends;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _cacheReads;
    private readonly Counter<long> _cacheFailures;

    public ConvoWebMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("convoweb.requests", description: "HTTP requests answered, by class of status.");
        _appends = meter.CreateCounter<long>("convoweb.appends", description: "Messages stored.");
        _errors = meter.CreateCounter<long>("convoweb.errors", description: "Requests that ended as a problem, by status.");
        _cacheReads = meter.CreateCounter<long>("convoweb.cache.reads", description: "Conversations read, by where the answer came from.");
        _cacheFailures = meter.CreateCounter<long>("convoweb.cache.failures", description: "What Redis should have done for the cache and did not.");
    }

    public void Request(int status)
    {
        _requests.Add(1, StatusTags[Math.Clamp(status / 100, 0, 5)]);
        if (status >= StatusCodes.Status400BadRequest)
        {
            _errors.Add(1, KeyValuePair.Create<string, object?>("status", status.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public void CacheRead(CacheSource source) => _cacheReads.Add(1, SourceTags[(int)source]);

    public void CacheFailure() => _cacheFailures.Add(1);

    public void Append(int messages) => _appends.Add(messages);
}
