namespace ConvoWeb.Features.Export.Formats.Pdf;

/// <summary>What one document may take.</summary>
internal sealed record PdfLimits
{
    /// <summary>At the same time; each keeps a processor busy.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Who may wait for one.</summary>
    public int Waiting { get; init; } = 50;

    /// <summary>Without a byte taken or given, while nobody who downloads is waited for.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>That it works, the same.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(15);

    public long MemoryBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>More are cut off, with a note that says so: nobody reads them, and no viewer likes them.</summary>
    public int Pages { get; init; } = 10_000;
}
