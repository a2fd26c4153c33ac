namespace ConvoWeb.Data.Conversations;

/// <summary>The eight hues of the design; a ninth personality uses one of them again.</summary>
public enum PersonalityColor
{
    Rose,
    Rust,
    Ochre,
    Moss,
    Pine,
    Lagoon,
    Blue,
    Violet,
}

/// <summary>The assistant's persona that a conversation was held with.</summary>
public sealed class Personality
{
    /// <summary>In code points.</summary>
    public const int NameMaxLength = 100;

    public const int VoiceMaxLength = 100;

    public const int SystemPromptMaxBytes = 64 * 1024;

    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>The name without case: unique per owner.</summary>
    public required string NameKey { get; set; }

    public PersonalityColor Color { get; set; }

    public string? Voice { get; set; }

    public string? SystemPrompt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public long Version { get; set; } = 1;

    public static string NameKeyOf(string name) => name.Trim().ToLowerInvariant();
}
