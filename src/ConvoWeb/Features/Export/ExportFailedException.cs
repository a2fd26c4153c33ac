namespace ConvoWeb.Features.Export;

public enum ExportFailure
{
    /// <summary>Something that it needs is not installed.</summary>
    Unavailable,

    /// <summary>Too many are being made already.</summary>
    Busy,

    /// <summary>It would take more time or memory than one export may.</summary>
    TooLarge,

    /// <summary>What was to make it ended.</summary>
    Broken,
}

/// <summary>A format could not be written. What came until then is no whole file.</summary>
public sealed class ExportFailedException(ExportFailure failure, string message) : Exception(message)
{
    public ExportFailure Failure => failure;
}
