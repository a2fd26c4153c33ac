using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Stats.Prices;

/// <summary>The owner's prices of models.</summary>
public sealed class PriceService
{
    /// <summary>By model, then by day.</summary>
    public Task<IReadOnlyList<PriceView>> ListAsync(CurrentUser user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Replaces all of them.</summary>
    public Task<IReadOnlyList<PriceView>> ReplaceAsync(CurrentUser user, IReadOnlyList<PriceView> prices, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <param name="Model">A name, or with <c>*</c> at its end the beginning of names; of several that fit the longest counts.</param>
/// <param name="From">The first day; null: from the beginning.</param>
/// <param name="Input">US dollars for a million tokens in.</param>
/// <param name="Output">US dollars for a million tokens out.</param>
public sealed record PriceView(string Model, DateOnly? From, decimal Input, decimal Output);
