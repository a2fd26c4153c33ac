namespace ConvoWeb.Features.Import.Pages;

public enum UploadState
{
    Waiting,
    Sending,

    /// <summary>All of it is on the server, which reads it, and stores it when that is wanted.</summary>
    Saving,

    /// <summary>What is inside is known, and nothing is stored: the person decides.</summary>
    Checked,
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

    /// <summary>What would come of it; null until it was looked into.</summary>
    public ImportReport? Preview { get; set; }

    public ImportReport? Report { get; set; }

    /// <summary>What was deleted for good here is wanted again.</summary>
    public bool BringsBack { get; set; }

    /// <summary>Conversations that would be there anew, or with more messages.</summary>
    public int Wanted => Preview is { Totals: var totals } ? totals.Imported + totals.Updated + (BringsBack ? totals.Purged : 0) : 0;

    /// <summary>Why it failed, in one or more sentences.</summary>
    public string? Failure { get; set; }

    public bool IsOver => State is UploadState.Done or UploadState.Failed or UploadState.Cancelled;

    /// <summary>It is on its way, or waits for that.</summary>
    public bool IsRunning => State is UploadState.Waiting or UploadState.Sending or UploadState.Saving;

    public int Percent => Size == 0 ? 0 : (int)Math.Min(100, Sent * 100 / Size);
}
