namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What came of an answer.</summary>
internal sealed record ChatAnswer
{
    /// <summary>By their index; none when it was an error.</summary>
    public required IReadOnlyList<AnswerChoice> Choices { get; init; }

    public required string? Model { get; init; }

    public required int? TokensIn { get; init; }

    public required int? TokensOut { get; init; }

    /// <summary>How many of <see cref="TokensIn"/> came from the cache of the service.</summary>
    public required int? TokensCached { get; init; }

    /// <summary>How many of <see cref="TokensOut"/> the model thought with.</summary>
    public required int? TokensReasoning { get; init; }

    /// <summary>It came to its end; also when that was an error, or when the length that was asked for is used up.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Type and code of the error, as in <c>invalid_request_error/model_not_found</c>. Never its message: that may hold keys.</summary>
    public required string? Error { get; init; }
}

internal sealed record AnswerChoice(int Index, ChatTurn Turn, string? FinishReason);

/// <summary>New text of one of the answers.</summary>
internal readonly record struct AnswerText(int Choice, string Text);
