using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Import;

/// <summary>A conversation as a reader found it, before it is known what of it is new.</summary>
public sealed record ImportedConversation
{
    /// <summary>Its id in one of our own exports: kept when nobody has it.</summary>
    public Guid? Id { get; init; }

    public required string? Source { get; init; }

    /// <summary>Its id at the source, by which it is found again.</summary>
    public required string? ExternalId { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public ConversationStatus Status { get; init; }

    /// <summary>Of one in the trash; when it is not said, it was active.</summary>
    public ConversationStatus? RestoresTo { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public DateTimeOffset? HeldAt { get; init; }

    public DateTimeOffset? LastExportedAt { get; init; }

    public bool Starred { get; init; }

    public string? Model { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public ImportedPersonality? Personality { get; init; }

    public string? Metadata { get; init; }

    /// <summary>Parents before their children.</summary>
    public required IReadOnlyList<ImportedMessage> Messages { get; init; }

    /// <summary>The <see cref="ImportedMessage.Key"/> of the last message of the branch that a reader sees; null when that is none of these.</summary>
    public required string? ActiveKey { get; init; }

    /// <summary>The number that its next message would have had.</summary>
    public int? NextSeq { get; init; }

    /// <summary>Also when it was deleted for good here.</summary>
    public bool BringsBack { get; init; }

    /// <summary>When its time began anew, because it came out of the trash, or from further away.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>How many hidden messages without any content were not taken.</summary>
    public int LeftOut { get; init; }

    /// <summary>How many of its lines cannot be read.</summary>
    public int Unreadable { get; init; }

    /// <summary>Who brings back what was deleted for good wants it out of the trash, and not back there by the next rule.</summary>
    internal ImportedConversation BroughtBack(DateTimeOffset now) => this with
    {
        Status = Status is ConversationStatus.Deleted ? RestoresTo ?? ConversationStatus.Active : Status,
        RestoresTo = null,
        DeletedAt = null,
        RestoredAt = now,
    };

    /// <summary>Without what its owner wants removed.</summary>
    internal ImportedConversation Redacted(RedactionPolicy policy)
    {
        if (policy.IsNone)
        {
            return this;
        }

        List<ImportedMessage> messages =
        [
            .. Messages.Select(message => message with
            {
                Content = policy.Content(message.Type, message.Content, message.Metadata),
                Metadata = policy.Json(message.Metadata),
            }),
        ];

        // A title that was made of the first words may have cut a detail, which is not known again then: it is made anew.
        var title = Title == TitleOf(Messages) ? TitleOf(messages) : Title;
        return this with { Title = policy.Text(title), Metadata = policy.Json(Metadata), Messages = messages };
    }

    private static string TitleOf(IEnumerable<ImportedMessage> messages) =>
        ConversationTitles.Of(null, messages.FirstOrDefault(message => message.Type is not MessageType.System)?.Content);
}

public sealed record ImportedMessage
{
    /// <summary>Tells it from the others of its conversation.</summary>
    public required string Key { get; init; }

    /// <summary>Null: it begins a branch of its own. It may be that of a message which came in an earlier part of the conversation.</summary>
    public required string? ParentKey { get; init; }

    /// <summary>Its id in one of our own exports.</summary>
    public Guid? Id { get; init; }

    public int? Seq { get; init; }

    public required MessageType Type { get; init; }

    public MessageState State { get; init; } = MessageState.Final;

    public required string Content { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public bool TokensEstimated { get; init; }

    public required string? ExternalId { get; init; }

    public string? Metadata { get; init; }

    /// <summary>What its attachments name whose bytes the export has, before or after it or in it.</summary>
    public IReadOnlyList<ImportedFile> Files { get; init; } = [];

    /// <summary>Content or metadata was over its limit: the beginning of it was kept.</summary>
    public bool IsTruncated { get; init; }
}

/// <summary>A file of the source that an attachment of a message names as its <see cref="Member"/>.</summary>
/// <param name="Key">What the source calls it, or the hash of its bytes.</param>
/// <param name="MediaType">What the source says that it is.</param>
/// <param name="Content">Null: its bytes stand beside the conversations.</param>
public sealed record ImportedFile(string Key, string? MediaType = null, byte[]? Content = null)
{
    public const string Member = "source_file";
}

/// <summary>Found again by its name; made when there is none of that name.</summary>
public sealed record ImportedPersonality
{
    public Guid? Id { get; init; }

    public required string Name { get; init; }

    public PersonalityColor? Color { get; init; }

    public string? Voice { get; init; }

    public string? SystemPrompt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}
