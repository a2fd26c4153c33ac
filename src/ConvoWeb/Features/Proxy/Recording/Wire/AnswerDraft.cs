using System.Text.Json;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>An answer while it is put together from what the service sent: chunks of a stream, or one body.</summary>
internal sealed class AnswerDraft(TextRoom room)
{
    private const int MostChoices = 128;

    private readonly SortedList<int, ChoiceDraft> _streamed = [];
    private readonly SortedList<int, AnswerChoice> _whole = [];
    private string? _model;
    private string? _error;
    private int? _tokensIn;
    private int? _tokensOut;
    private int? _tokensCached;
    private int? _tokensReasoning;

    /// <summary>Every answer that began has told why it ended.</summary>
    public bool IsFinished => _streamed.Count > 0 && _streamed.Values.All(choice => choice.FinishReason is not null);

    public void AddChunk(JsonElement chunk)
    {
        AddCommon(chunk);
        var position = 0;
        foreach (var choice in chunk.Items("choices"u8))
        {
            if (IndexOf(choice, position++) is not { } index)
            {
                continue;
            }

            if (!_streamed.TryGetValue(index, out var draft))
            {
                _streamed.Add(index, draft = new ChoiceDraft(index, room));
            }

            draft.Add(choice);
        }
    }

    public void AddBody(JsonElement body)
    {
        AddCommon(body);
        var position = 0;
        foreach (var choice in body.Items("choices"u8))
        {
            if (IndexOf(choice, position++) is { } index && choice.Object("message"u8) is { } message)
            {
                _whole.TryAdd(index, new AnswerChoice(index, MessageReader.ReadAnswer(message), ChoiceDraft.FinishReasonOf(choice)));
            }
        }
    }

    /// <summary>The text that came since the last call.</summary>
    public IReadOnlyList<AnswerText> TakeText()
    {
        List<AnswerText>? texts = null;
        foreach (var choice in _streamed.Values)
        {
            if (choice.TakeText() is { } text)
            {
                (texts ??= []).Add(text);
            }
        }

        return texts ?? (IReadOnlyList<AnswerText>)[];
    }

    public ChatAnswer ToAnswer(bool isWhole, bool isError) => new()
    {
        Choices = [.. _whole.Values, .. _streamed.Values.Select(choice => choice.ToChoice())],
        Model = _model,
        TokensIn = _tokensIn,
        TokensOut = _tokensOut,
        TokensCached = _tokensCached,
        TokensReasoning = _tokensReasoning,
        IsWhole = isWhole,
        Error = _error ?? (isError ? AnswerErrors.Unknown : null),
    };

    private void AddCommon(JsonElement element)
    {
        _model ??= element.ShortText("model"u8, MessageLimits.Model);
        _error ??= AnswerErrors.Of(element);
        if (element.Object("usage"u8) is not { } usage)
        {
            return;
        }

        // Some tell it in every chunk, so far.
        _tokensIn = usage.Tokens("prompt_tokens"u8) ?? _tokensIn;
        _tokensOut = usage.Tokens("completion_tokens"u8) ?? _tokensOut;
        _tokensCached = usage.Object("prompt_tokens_details"u8)?.Tokens("cached_tokens"u8) ?? usage.Tokens("prompt_cache_hit_tokens"u8) ?? _tokensCached;
        _tokensReasoning = usage.Object("completion_tokens_details"u8)?.Tokens("reasoning_tokens"u8) ?? _tokensReasoning;
    }

    /// <summary>Null when it is none that can be meant.</summary>
    private static int? IndexOf(JsonElement choice, int position) =>
        choice.ValueKind is JsonValueKind.Object
        && (choice.Member("index"u8) is null ? position : choice.Integer("index"u8)) is >= 0 and < MostChoices and var index
            ? index
            : null;
}
