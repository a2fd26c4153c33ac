namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>How the recording of a talk ended.</summary>
internal enum RecordingOutcome
{
    Stored,

    /// <summary>Its owner has not agreed, or has deleted what it goes on from; or it is no chat.</summary>
    NotRecorded,

    /// <summary>The database is away: it is stored later.</summary>
    SetAside,

    /// <summary>It, or the end of it, is stored nowhere.</summary>
    Lost,
}
