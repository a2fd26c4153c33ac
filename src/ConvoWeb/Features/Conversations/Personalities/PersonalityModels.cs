using System.Linq.Expressions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.Conversations.Personalities;

/// <summary>A personality to create, or what PUT replaces.</summary>
public sealed record PersonalityEdit
{
    /// <summary>Required; at most 100 characters, and no second one of the same name.</summary>
    public string? Name { get; init; }

    /// <summary>Left out: a new one gets the hue that the fewest have, one that is there keeps its own.</summary>
    public PersonalityColor? Color { get; init; }

    public string? Voice { get; init; }

    /// <summary>At most 64 KiB.</summary>
    public string? SystemPrompt { get; init; }

    public void Check(InputErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Name), "name", "name must not be empty.");
        errors.MaxCharacters(Name, Personality.NameMaxLength, "name");
        errors.MaxCharacters(Voice, Personality.VoiceMaxLength, "voice");
        errors.MaxBytes(SystemPrompt, Personality.SystemPromptMaxBytes, "system_prompt");
    }
}

public sealed record PersonalityView
{
    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }

    public required PersonalityColor Color { get; init; }

    public required string? Voice { get; init; }

    public required string? SystemPrompt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long Version { get; init; }

    public static Expression<Func<Personality, PersonalityView>> Projection { get; } = p => new PersonalityView
    {
        Id = p.Id,
        OwnerId = p.OwnerId,
        Name = p.Name,
        Color = p.Color,
        Voice = p.Voice,
        SystemPrompt = p.SystemPrompt,
        CreatedAt = p.CreatedAt,
        UpdatedAt = p.UpdatedAt,
        Version = p.Version,
    };

    public static PersonalityView From(Personality personality) => Of(personality);

    private static readonly Func<Personality, PersonalityView> Of = Projection.Compile();
}
