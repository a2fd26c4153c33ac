using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ConvoWeb.Platform.Observability;

/// <summary>Sums up our meter in the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
public sealed class PrometheusText : IDisposable
{
    private readonly ConcurrentDictionary<(string Name, string Labels), Total> _totals = new();
    private readonly ConcurrentDictionary<string, (string Type, string Help)> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public PrometheusText(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Of this program: a process may hold several.
            if (instrument.Meter.Name == ConvoWebMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                var name = NameOf(instrument);
                _metrics[name] = (IsGauge(instrument) ? "gauge" : "counter", instrument.Description ?? "");
                _totals.TryAdd((name, ""), new Total());
                listener.EnableMeasurementEvents(instrument, name);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, name) =>
        {
            var total = _totals.GetOrAdd(((string)name!, LabelsOf(tags)), static _ => new Total());
            if (instrument.IsObservable)
            {
                total.Set(value);
            }
            else
            {
                total.Add(value);
            }
        });
        _listener.Start();
    }

    public string Render()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var metric in _totals.GroupBy(total => total.Key.Name, StringComparer.Ordinal).OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            var (type, help) = _metrics[metric.Key];
            text.Append(CultureInfo.InvariantCulture, $"# HELP {metric.Key} {help}\n# TYPE {metric.Key} {type}\n");
            foreach (var ((name, labels), total) in metric.OrderBy(total => total.Key.Labels, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {total.Value}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_') + (IsGauge(instrument) ? "" : "_total");

    /// <summary>It goes down, too.</summary>
    private static bool IsGauge(Instrument instrument) => instrument is UpDownCounter<long> or ObservableUpDownCounter<long>;

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.Length == 0 ? "" : $"{{{tags[0].Key}=\"{tags[0].Value}\"}}";

    private sealed class Total
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long value) => Interlocked.Add(ref _value, value);

        public void Set(long value) => Interlocked.Exchange(ref _value, value);
    }
}
