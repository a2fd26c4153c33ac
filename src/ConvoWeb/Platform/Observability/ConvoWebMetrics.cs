using System.Diagnostics.Metrics;
using System.Globalization;

namespace ConvoWeb.Platform.Observability;

/// <summary>What the operator counts; <c>/metrics</c> shows it, and so does any OpenTelemetry listener on the meter.</summary>
public sealed class ConvoWebMetrics
{
    public const string MeterName = "ConvoWeb";

    private static readonly KeyValuePair<string, object?>[] StatusTags =
        [.. Enumerable.Range(0, 6).Select(hundred => KeyValuePair.Create<string, object?>("status", $"{hundred}xx"))];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _appends;
    private readonly Counter<long> _errors;

    public ConvoWebMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("convoweb.requests", description: "HTTP requests answered, by class of status.");
        _appends = meter.CreateCounter<long>("convoweb.appends", description: "Messages stored.");
        _errors = meter.CreateCounter<long>("convoweb.errors", description: "Requests that ended as a problem, by status.");
    }

    public void Request(int status)
    {
        _requests.Add(1, StatusTags[Math.Clamp(status / 100, 0, 5)]);
        if (status >= StatusCodes.Status400BadRequest)
        {
            _errors.Add(1, KeyValuePair.Create<string, object?>("status", status.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public void Append(int messages) => _appends.Add(messages);
}
