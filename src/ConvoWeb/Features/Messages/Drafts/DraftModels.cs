using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Messages.Drafts;

/// <summary>A piece of a draft's text. Numbers begin at 0; a repeated one is ignored.</summary>
public sealed record NewDelta
{
    /// <summary>Most that one request may bring.</summary>
    public const int MaxCount = 1_000;

    /// <summary>Required.</summary>
    public int? N { get; init; }

    /// <summary>Required; whole characters, so that no emoji is cut in two. An empty one only says that the writer is there.</summary>
    public string? Text { get; init; }

    /// <summary>One of them, or an array.</summary>
    /// <exception cref="InvalidInputException">The JSON is neither.</exception>
    public static IReadOnlyList<NewDelta> Read(JsonElement body)
    {
        try
        {
            return body.ValueKind switch
            {
                JsonValueKind.Array when body.GetArrayLength() <= MaxCount => body.Deserialize(MessagesJson.Api.IReadOnlyListNewDelta)!,
                JsonValueKind.Array => throw new InvalidInputException("body", $"There are more than {MaxCount} deltas in the request."),
                JsonValueKind.Object => [body.Deserialize(MessagesJson.Api.NewDelta)!],
                _ => throw new InvalidInputException("body", "The body must be a delta, as in {\"n\": 0, \"text\": \"…\"}, or an array of them."),
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(InputErrors.FieldOf(exception), "is not what is expected here.");
        }
    }

    /// <summary>In the order of their numbers.</summary>
    /// <exception cref="InvalidInputException">One has no number or no text.</exception>
    public static IReadOnlyList<NumberedText> Numbered(IReadOnlyList<NewDelta?> deltas)
    {
        var errors = new InputErrors();
        for (var i = 0; i < deltas.Count; i++)
        {
            var prefix = deltas.Count == 1 ? "" : $"[{i}].";
            errors.Require(deltas[i]?.N >= 0, $"{prefix}n", "n is missing; the first delta has the number 0.");
            errors.Require(deltas[i]?.Text is not null, $"{prefix}text", "text is missing.");
        }

        errors.ThrowIfAny();
        return [.. deltas.Select(delta => new NumberedText(delta!.N!.Value, delta.Text!)).OrderBy(delta => delta.N)];
    }
}

/// <summary>What is known when the text is whole. What is left out stays as it was when the draft began.</summary>
public sealed record DraftEnd
{
    /// <summary>How many deltas were sent: refused when they have not all come.</summary>
    public int? N { get; init; }

    /// <summary><c>final</c> (default), or <c>interrupted</c> when the writer itself breaks off.</summary>
    public MessageState? State { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    /// <summary>Seconds of speech.</summary>
    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public bool? TokensEstimated { get; init; }

    /// <summary>A JSON object of at most 64 KiB, in place of the one that the draft began with.</summary>
    public JsonElement? Metadata { get; init; }

    public void Check(InputErrors errors)
    {
        errors.Require(State is not MessageState.Draft, "state", "state must be final or interrupted.");
        MessageLimits.Check(errors, "", "", Model, AudioUrl, AudioDuration, TokensIn, TokensOut);
    }

    /// <exception cref="InvalidInputException">Its metadata is no object, or too large.</exception>
    public MessageEnd Of(StoredMessage draft) => new()
    {
        State = State ?? MessageState.Final,
        Model = Model ?? draft.Model,
        AudioUrl = AudioUrl ?? draft.AudioUrl,
        AudioDuration = AudioDuration ?? draft.AudioDuration,
        TokensIn = TokensIn ?? draft.TokensIn,
        TokensOut = TokensOut ?? draft.TokensOut,
        TokensEstimated = TokensEstimated ?? draft.TokensEstimated,
        Metadata = JsonObjectText.From(Metadata, "metadata", Message.MetadataMaxBytes) ?? draft.Metadata,
    };
}

/// <summary>What the deltas did.</summary>
/// <param name="Next">The number of the next delta.</param>
public sealed record DeltasResult(int Next, bool Stored);

/// <summary>The answer to deltas.</summary>
public sealed record NextView(int Next);
