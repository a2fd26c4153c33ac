using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>What a talk took of its model: as the service counted it, and by an estimate of our own where it did not (docs/decisions/token-estimates.md).</summary>
internal readonly record struct TalkTokens(int? In, int? Out, bool IsEstimated)
{
    /// <param name="answer">Null when none began.</param>
    public static TalkTokens Of(TalkHistory history, ChatAnswer? answer) => answer switch
    {
        // Refused before a model read it, or never heard of again: who knows what that took.
        null or { Error: not null, Choices.Count: 0 } => new(answer?.TokensIn, answer?.TokensOut, IsEstimated: false),
        { TokensIn: { } tokensIn, TokensOut: { } tokensOut } => new(tokensIn, tokensOut, IsEstimated: false),
        _ => new(answer.TokensIn ?? TokenEstimate.OfRequest(history.Turns, history.ToolTokens), answer.TokensOut ?? TokenEstimate.OfAnswer(answer), IsEstimated: true),
    };
}
