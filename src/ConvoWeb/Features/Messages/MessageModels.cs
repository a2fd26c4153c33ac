using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Messages;

/// <summary>A message to append. What is left out is filled in: the time is now, and it follows the active branch.</summary>
public sealed record NewMessage
{
    /// <summary>Required.</summary>
    public MessageType? Type { get; init; }

    /// <summary>Required, but of a draft; at most 1 MiB.</summary>
    public string? Content { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The message that this one answers; another than the last one begins a branch.</summary>
    public Guid? ParentId { get; init; }

    /// <summary><c>final</c> (default), or <c>draft</c>: its text comes in deltas, until it is finalized.</summary>
    public MessageState? State { get; init; }

    public string? Model { get; init; }

    /// <summary>Where its sound is; shown as a link, never loaded by itself.</summary>
    public string? AudioUrl { get; init; }

    /// <summary>Seconds of speech.</summary>
    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public bool TokensEstimated { get; init; }

    /// <summary>Its id in the program that it comes from.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A JSON object of at most 64 KiB.</summary>
    public JsonElement? Metadata { get; init; }

    public void Check(InputErrors errors, string prefix = "")
    {
        errors.Require(Type is not null, $"{prefix}type", "type is missing; it must be user, ai or system.");
        errors.Require(State is not MessageState.Interrupted, $"{prefix}state", "state must be final or draft.");
        MessageLimits.Check(errors, prefix, State is MessageState.Draft ? Content ?? "" : Content, Model, AudioUrl, AudioDuration, TokensIn, TokensOut);
        errors.MaxCharacters(ExternalId, MessageLimits.ExternalId, $"{prefix}external_id");
        MessageLimits.CheckTime(errors, Timestamp, $"{prefix}timestamp");
    }

    /// <exception cref="Data.InvalidInputException">Its metadata is no object, or too large.</exception>
    public NewMessageRow ToRow(DateTimeOffset now, string prefix = "") => new()
    {
        Id = Guid.CreateVersion7(now),
        Type = Type!.Value,
        State = State ?? MessageState.Final,
        Content = Content ?? "",
        Timestamp = Timestamp ?? now,
        ParentId = ParentId,
        Model = Model,
        AudioUrl = AudioUrl,
        AudioDuration = AudioDuration,
        TokensIn = TokensIn,
        TokensOut = TokensOut,
        TokensEstimated = TokensEstimated,
        ExternalId = ExternalId,
        Metadata = JsonObjectText.From(Metadata, $"{prefix}metadata", Message.MetadataMaxBytes),
    };
}

/// <summary>What may be changed about a stored message.</summary>
public sealed record MessageEdit
{
    public string? Content { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public JsonElement? Metadata { get; init; }

    public void Check(InputErrors errors) =>
        MessageLimits.Check(errors, "", Content, Model, AudioUrl, AudioDuration, TokensIn, TokensOut);
}

internal static class MessageLimits
{
    public const int ExternalId = 200, Model = 200, AudioUrl = 2000;

    /// <summary>Of one message, so that no sum of them stops being a number.</summary>
    public const int Tokens = 1_000_000_000;

    /// <summary>A year, so that no sum of them stops being a number.</summary>
    public const double AudioDuration = 366 * 24 * 60 * 60;

    public static void Check(
        InputErrors errors, string prefix, string? content, string? model, string? audioUrl, double? audioDuration, int? tokensIn, int? tokensOut)
    {
        errors.Require(content is not null, $"{prefix}content", "content is missing.");
        errors.MaxBytes(content, Message.ContentMaxBytes, $"{prefix}content");
        errors.MaxCharacters(model, Model, $"{prefix}model");
        errors.MaxCharacters(audioUrl, AudioUrl, $"{prefix}audio_url");
        errors.NotNegative(audioDuration, $"{prefix}audio_duration");
        errors.Require(audioDuration is null or <= AudioDuration, $"{prefix}audio_duration", "audio_duration is more than a year of seconds.");
        CheckTokens(errors, tokensIn, $"{prefix}tokens_in");
        CheckTokens(errors, tokensOut, $"{prefix}tokens_out");
    }

    private static void CheckTokens(InputErrors errors, int? tokens, string field)
    {
        errors.NotNegative(tokens, field);
        errors.Require(tokens is null or <= Tokens, field, $"{field} is more than {Tokens:N0}.");
    }

    /// <summary>Before 1970 and far in the future are mistakes, of the unit most often.</summary>
    public static void CheckTime(InputErrors errors, DateTimeOffset? time, string field) =>
        errors.Require(time is null or { Year: >= 1970 and < 3000 }, field, $"{field} must be between the years 1970 and 3000.");
}

/// <summary>A whole message, as every answer shows it.</summary>
public sealed record MessageView
{
    public required Guid Id { get; init; }

    public required Guid ConversationId { get; init; }

    public required int Seq { get; init; }

    public required Guid? ParentId { get; init; }

    public required MessageType Type { get; init; }

    public required MessageState State { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required long Version { get; init; }

    public required string? Model { get; init; }

    public required string? AudioUrl { get; init; }

    public required double? AudioDuration { get; init; }

    public required int? TokensIn { get; init; }

    public required int? TokensOut { get; init; }

    public required bool TokensEstimated { get; init; }

    public required string? ExternalId { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    public required string? Metadata { get; init; }

    public required string Content { get; init; }

    /// <summary>Of a draft, and of an interrupted one: the number that the next delta must have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NextN { get; init; }

    /// <summary>False for what is shown live and forgotten (<c>PERSIST_TRANSCRIPTS=false</c>): that has no version.</summary>
    [JsonIgnore]
    public bool IsStored => Version > 0;

    /// <summary>By which revision of what its owner wants removed it was made; 0 when it is as it is stored.</summary>
    [JsonIgnore]
    public long Redaction { get; init; }

    /// <summary>As it is shown: what was stored before its owner wanted it removed is not told.</summary>
    public MessageView Redacted(RedactionPolicy policy) => policy.IsNone ? this : this with
    {
        Content = policy.Content(Type, Content, Metadata),
        Metadata = policy.Json(Metadata),
        Redaction = policy.Revision,
    };

    public static MessageView From(NewMessageRow row, Guid conversationId, int seq, Guid? parentId, long version) => new()
    {
        Id = row.Id,
        ConversationId = conversationId,
        Seq = seq,
        ParentId = parentId,
        Type = row.Type,
        State = row.State,
        Timestamp = row.Timestamp,
        Version = version,
        Model = row.Model,
        AudioUrl = row.AudioUrl,
        AudioDuration = row.AudioDuration,
        TokensIn = row.TokensIn,
        TokensOut = row.TokensOut,
        TokensEstimated = row.TokensEstimated,
        ExternalId = row.ExternalId,
        Metadata = row.Metadata,
        Content = row.Content,
        NextN = row.State is MessageState.Draft ? 0 : null,
    };
}

/// <summary>What appending did. Without persistence the message was shown live and forgotten.</summary>
public sealed record AppendResult(MessageView Message, bool Stored);

/// <summary>The answer when nothing was stored (<c>PERSIST_TRANSCRIPTS=false</c>).</summary>
/// <param name="Id">Of a draft, which its deltas name.</param>
/// <param name="Next">The number of the next delta.</param>
public sealed record NotStoredView(
    bool Stored = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Next = null);
