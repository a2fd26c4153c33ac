using System.Diagnostics;
using System.Text;

namespace ConvoWeb.Bench.Viewers;

/// <summary>What reached the viewers of this process since it was last asked.</summary>
internal sealed class Deliveries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TaskCompletionSource _arrived = new();
    private double[] _milliseconds = [];
    private int _count;
    private int _disordered;
    private int _closed;
    private byte[] _last = [];

    public void Expect(int count)
    {
        (_count, _disordered) = (0, 0);
        _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _milliseconds = new double[count];
    }

    public void Add(long stamp, bool isInOrder, ReadOnlySpan<byte> record)
    {
        var number = Interlocked.Increment(ref _count);
        if (number <= _milliseconds.Length)
        {
            _milliseconds[number - 1] = Stopwatch.GetElapsedTime(stamp).TotalMilliseconds;
        }

        if (!isInOrder)
        {
            Interlocked.Increment(ref _disordered);
        }

        if (number == _milliseconds.Length)
        {
            _last = record.ToArray();
            _arrived.TrySetResult();
        }
    }

    public void Close()
    {
        Interlocked.Increment(ref _closed);
        _arrived.TrySetResult();
    }

    /// <summary>Waits for what is expected.</summary>
    public async Task<ViewerReport> ReportAsync()
    {
        await Task.WhenAny(_arrived.Task, Task.Delay(Patience));
        var sorted = _milliseconds.AsSpan(0, Math.Min(_count, _milliseconds.Length)).ToArray();
        Array.Sort(sorted);
        return new ViewerReport(_count, _disordered, _closed, At(0.50), At(0.99), Encoding.UTF8.GetString(_last));

        double At(double part) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * part)];
    }
}

/// <param name="Delivered">Messages times viewers.</param>
/// <param name="Disordered">Of these, what came again or too late.</param>
/// <param name="Closed">Viewers that the server turned away.</param>
/// <param name="P50">Milliseconds from the stamp to the viewer.</param>
/// <param name="Last">One delivery as it came.</param>
internal sealed record ViewerReport(int Delivered, int Disordered, int Closed, double P50, double P99, string Last);
