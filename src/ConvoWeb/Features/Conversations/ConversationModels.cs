using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Conversations;

/// <summary>A conversation to create; everything may be left out.</summary>
public sealed record NewConversation
{
    public const int MaxMessages = 1000;

    /// <summary>At most 500 characters. Without one, the beginning of the first message is the title.</summary>
    public string? Title { get; init; }

    public Guid? PersonalityId { get; init; }

    public string? Model { get; init; }

    public bool Starred { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The program that it comes from, and its id there.</summary>
    public string? Source { get; init; }

    public string? ExternalId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>Its first messages, at most 1,000.</summary>
    public IReadOnlyList<NewMessage>? Messages { get; init; }

    public void Check(InputErrors errors)
    {
        errors.MaxCharacters(Title, Conversation.TitleMaxLength, "title");
        errors.MaxCharacters(Model, MessageLimits.Model, "model");
        errors.MaxCharacters(Source, MessageLimits.ExternalId, "source");
        errors.MaxCharacters(ExternalId, MessageLimits.ExternalId, "external_id");
        MessageLimits.CheckTime(errors, CreatedAt, "created_at");
        ConversationEdit.CheckTags(errors, Tags);
        errors.Require(Messages is null or { Count: <= MaxMessages }, "messages", $"messages has more than {MaxMessages} items.");
        for (var i = 0; i < Math.Min(Messages?.Count ?? 0, MaxMessages); i++)
        {
            // Whatever the type says, JSON may hold a null.
            errors.Require(Messages![i] is not null, $"messages[{i}]", $"messages[{i}] must be a message.");
            Messages[i]?.Check(errors, $"messages[{i}].");
            errors.Require(Messages[i]?.State is not MessageState.Draft, $"messages[{i}].state", "A conversation begins with whole messages; append a draft to it.");
        }
    }
}

/// <summary>What a person may set about a conversation: PUT replaces all of it, PATCH merges into it.</summary>
public sealed record ConversationEdit
{
    /// <summary>Required; at most 500 characters.</summary>
    public string? Title { get; init; }

    public Guid? PersonalityId { get; init; }

    /// <summary><c>active</c> or <c>archived</c>; the trash has calls of its own.</summary>
    public ConversationStatus Status { get; init; }

    public bool Starred { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>
    /// Any message of the branch that readers are to see; it is seen up to its newest answer. Left out, or null, it stays what
    /// it is: a conversation with messages always has one.
    /// </summary>
    public Guid? ActiveLeafId { get; init; }

    public void Check(InputErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Title), "title", "title must not be empty.");
        errors.MaxCharacters(Title, Conversation.TitleMaxLength, "title");
        errors.Require(
            Status is not ConversationStatus.Deleted, "status", "status must be active or archived. DELETE moves a conversation to the trash.");
        CheckTags(errors, Tags);
    }

    public static void CheckTags(InputErrors errors, IReadOnlyList<string>? tags)
    {
        errors.Require(
            tags is null or { Count: <= ConversationTag.MaxPerConversation }, "tags", $"tags has more than {ConversationTag.MaxPerConversation} items.");
        foreach (var tag in tags ?? [])
        {
            errors.Require(!string.IsNullOrWhiteSpace(tag), "tags", "A tag must not be empty.");
            errors.MaxCharacters(tag, ConversationTag.MaxLength, "tags");
        }
    }
}

/// <summary>Every column of a conversation, and its tags: what every answer and every list shows.</summary>
public record ConversationView
{
    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Title { get; init; }

    public required Guid? PersonalityId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset LastMessageAt { get; init; }

    public required ConversationStatus Status { get; init; }

    public required int MessageCount { get; init; }

    public required double AudioDuration { get; init; }

    public required long TokensIn { get; init; }

    public required long TokensOut { get; init; }

    public required int NextSeq { get; init; }

    public required long Version { get; init; }

    public required Guid? ActiveLeafId { get; init; }

    public required string? Model { get; init; }

    public required bool Starred { get; init; }

    public required DateTimeOffset? HeldAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    public required DateTimeOffset? LastExportedAt { get; init; }

    public required string? Source { get; init; }

    public required string? ExternalId { get; init; }

    public required string Preview { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    public required string? Metadata { get; init; }

    /// <summary>Messages that are being written at the moment.</summary>
    public required int OpenDrafts { get; init; }

    /// <summary>Of one in the trash: the status that it had.</summary>
    public required ConversationStatus? RestoresTo { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The revision of what its owner wants removed from texts, as it was when this was read.</summary>
    [JsonIgnore]
    public long Redaction { get; init; }

    /// <summary>By what it is sorted where that is not to be seen in the title; null where it is.</summary>
    [JsonIgnore]
    public string? StoredTitleKey { get; init; }

    /// <summary>As it is stored: <see cref="ShownConversations"/> says what of it is shown.</summary>
    internal static Expression<Func<Conversation, ConversationView>> Projection(ConvoDbContext db, string ownerId) => c => new ConversationView
    {
        Id = c.Id,
        OwnerId = c.OwnerId,
        Title = c.Title,
        PersonalityId = c.PersonalityId,
        CreatedAt = c.CreatedAt,
        UpdatedAt = c.UpdatedAt,
        LastMessageAt = c.LastMessageAt,
        Status = c.Status,
        MessageCount = c.MessageCount,
        AudioDuration = c.AudioDuration,
        TokensIn = c.TokensIn,
        TokensOut = c.TokensOut,
        NextSeq = c.NextSeq,
        Version = c.Version,
        ActiveLeafId = c.ActiveLeafId,
        OpenDrafts = c.OpenDrafts,
        Model = c.Model,
        Starred = c.Starred,
        HeldAt = c.HeldAt,
        DeletedAt = c.DeletedAt,
        LastExportedAt = c.LastExportedAt,
        Source = c.Source,
        ExternalId = c.ExternalId,
        Preview = c.Preview,
        Metadata = c.Metadata,
        RestoresTo = c.RestoresTo,
        Redaction = db.OwnerPrivacy.Where(p => p.OwnerId == ownerId).Select(p => p.RedactionRevision).FirstOrDefault(),
        Tags = c.Tags.OrderBy(tag => tag.Name).Select(tag => tag.Name).ToList(),
    };
}

/// <summary>A conversation with a stretch of its messages: the answer of <c>GET /api/conversations/{id}</c>.</summary>
public sealed record ConversationWithMessages : ConversationView
{
    public required IReadOnlyList<MessageView> Messages { get; init; }
}
