namespace ConvoWeb.Features.Privacy.Consent;

/// <summary>What somebody agrees to who has their programs recorded: what is stored, where, how long, and who can read it. Its sentences stand on the page.</summary>
public static class RecordingNote
{
    /// <summary>Goes up when the sentences come to say something else: what was agreed to before holds no longer.</summary>
    public const int Version = 2;

    /// <summary>Where they are read.</summary>
    public const string Address = "/privacy#recording";
}
