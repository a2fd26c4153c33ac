using System.Diagnostics.Metrics;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Platform.Observability;

namespace ConvoWeb.Features.Proxy;

/// <summary>What the operator counts of the proxy. No label says what a caller, a model or a key is called.</summary>
internal sealed class ProxyMetrics
{
    private static readonly KeyValuePair<string, object?>[] OutcomeTags = TagsOf<ForwardOutcome>("outcome");
    private static readonly KeyValuePair<string, object?>[] ReasonTags = TagsOf<RefusalReason>("reason");
    private static readonly KeyValuePair<string, object?>[] RecordingTags = TagsOf<RecordingOutcome>("outcome");

    private readonly Counter<long> _requests;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _bytes;
    private readonly UpDownCounter<long> _underWay;
    private readonly Counter<long> _recordings;
    private readonly UpDownCounter<long> _spooled;

    public ProxyMetrics(IMeterFactory meters, ProxyMemory memory)
    {
        var meter = meters.Create(ConvoWebMetrics.MeterName);
        _requests = meter.CreateCounter<long>("convoweb.proxy.requests", description: "Requests passed on, by how that ended.");
        _refusals = meter.CreateCounter<long>("convoweb.proxy.refusals", description: "Requests that a limit of the proxy held back, by which.");
        _bytes = meter.CreateCounter<long>("convoweb.proxy.bytes", description: "Bytes of answers passed on to callers.");
        _underWay = meter.CreateUpDownCounter<long>("convoweb.proxy.under_way", description: "Requests that are being passed on now.");
        meter.CreateObservableUpDownCounter("convoweb.proxy.held_bytes", () => memory.Asked.Taken, description: "Bytes of requests in memory until they are answered.");
        meter.CreateObservableUpDownCounter("convoweb.proxy.waiting_bytes", () => memory.Recorded.Taken, description: "Bytes of talks that wait in memory to be stored.");
        _recordings = meter.CreateCounter<long>("convoweb.proxy.recordings", description: "Talks that passed, by what became of their recording.");
        _spooled = meter.CreateUpDownCounter<long>("convoweb.proxy.spooled", description: "Talks that wait on disk for the database.");
    }

    public void Passed(ForwardOutcome outcome) => _requests.Add(1, OutcomeTags[(int)outcome]);

    public void Refused(RefusalReason reason) => _refusals.Add(1, ReasonTags[(int)reason]);

    public void Bytes(long passed) => _bytes.Add(passed);

    public void Begun() => _underWay.Add(1);

    public void Ended() => _underWay.Add(-1);

    public void Recorded(RecordingOutcome outcome) => _recordings.Add(1, RecordingTags[(int)outcome]);

    public void Spooled(int talks) => _spooled.Add(talks);

    private static KeyValuePair<string, object?>[] TagsOf<T>(string name)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => KeyValuePair.Create<string, object?>(name, Words<T>.Of(value)))];
}
