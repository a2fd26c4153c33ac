namespace ConvoWeb.Bench.Measuring;

/// <summary>What one window showed: the processor time of the server alone, and that of programs which have no part in it.</summary>
internal sealed record Sample(int Requests, TimeSpan Elapsed, TimeSpan Cpu, TimeSpan Foreign)
{
    /// <summary>In milliseconds: all but one in a hundred were answered sooner.</summary>
    public required double P99 { get; init; }

    public double PerSecond => Requests / Elapsed.TotalSeconds;

    /// <summary>From one answer to the next, when one connection asks.</summary>
    public double Milliseconds => Elapsed.TotalMilliseconds / Requests;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Requests;
}
