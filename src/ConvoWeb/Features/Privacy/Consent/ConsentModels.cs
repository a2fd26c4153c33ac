namespace ConvoWeb.Features.Privacy.Consent;

/// <summary>Whether what passes between a person's programs and a model is stored. What a program posts itself is its own act, and needs none of it.</summary>
public sealed record RecordingSettings
{
    /// <summary>The version of the note that they agreed to; null is off. To agree, set it to <see cref="NoteVersion"/>.</summary>
    public required int? AgreedVersion { get; init; }

    public required DateTimeOffset? AgreedAt { get; init; }

    /// <summary>The version that holds. Who agreed to another one is asked again, and nothing is recorded before.</summary>
    public required int NoteVersion { get; init; }

    /// <summary>Where a person reads what is agreed to.</summary>
    public string NoteUrl => RecordingNote.Address;

    /// <summary>They agreed to what holds.</summary>
    public bool IsOn => AgreedVersion == NoteVersion;
}

/// <summary>What is to be recorded, and may not be: its owner has not agreed, or does not any more.</summary>
public sealed class NotRecordedException() : Exception("Recording is off.");
