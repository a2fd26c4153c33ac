namespace ConvoWeb.Features.Import.Pages;

public enum UploadState
{
    Waiting,
    Sending,

    /// <summary>All of it is on the server, which reads and stores it.</summary>
    Saving,
    Done,
    Failed,
    Cancelled,
}

/// <summary>One file on its way in.</summary>
public sealed class Upload(int id, string name, long size)
{
    public int Id => id;

    public string Name => name;

    public long Size => size;

    public long Sent { get; set; }

    public UploadState State { get; set; }

    public ImportReport? Report { get; set; }

    /// <summary>Why it failed, in one or more sentences.</summary>
    public string? Failure { get; set; }

    public bool IsOver => State is UploadState.Done or UploadState.Failed or UploadState.Cancelled;

    public int Percent => Size == 0 ? 0 : (int)Math.Min(100, Sent * 100 / Size);
}
