namespace ConvoWeb.Bench.Measuring;

/// <summary>What one window showed: the processor time of the server alone, and that of programs which have no part in it.</summary>
internal sealed record Sample(int Requests, TimeSpan Elapsed, TimeSpan Cpu, TimeSpan Foreign)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Requests;
}
