using ConvoWeb.Data.Rollups;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.Stats.Prices;

/// <param name="Model">A name, or with <c>*</c> at its end the beginning of names; of several that fit the longest counts.</param>
/// <param name="From">The first day; null: from the beginning.</param>
/// <param name="Input">US dollars for a million tokens in.</param>
/// <param name="Output">US dollars for a million tokens out.</param>
public sealed record PriceView(string Model, DateOnly? From, decimal Input, decimal Output);

/// <summary>All prices, by model and day.</summary>
public sealed record PriceList(IReadOnlyList<PriceView> Items);

/// <summary>What PUT replaces all prices with.</summary>
public sealed record PriceListEdit
{
    public const int MaxItems = 500;

    /// <summary>Required; at most 500, and no two for the same model and day.</summary>
    public IReadOnlyList<PriceEdit?>? Items { get; init; }

    public void Check(InputErrors errors)
    {
        errors.Require(Items is not null, "items", "items must be a list of prices.");
        errors.Require(Items is null or { Count: <= MaxItems }, "items", $"items has more than {MaxItems} prices.");
        var seen = new HashSet<(string, int)>();
        for (var i = 0; i < Math.Min(Items?.Count ?? 0, MaxItems); i++)
        {
            errors.Require(Items![i] is not null, $"items[{i}]", $"items[{i}] must be a price.");
            if (Items[i] is { } price)
            {
                price.Check(errors, $"items[{i}].");
                errors.Require(
                    seen.Add((PriceTable.Key(price.Model?.Trim() ?? ""), PriceEdit.DayOf(price.From))),
                    $"items[{i}].from",
                    $"items[{i}].from is the day of another price of the same model.");
            }
        }
    }
}

/// <summary>One price, as it is sent.</summary>
public sealed record PriceEdit
{
    /// <summary>In dollars for a million tokens.</summary>
    public const decimal MaxAmount = 1_000_000;

    public const int MaxDecimals = 6;

    /// <summary>Required; a name of at most 200 characters, or with <c>*</c> at its end the beginning of names: <c>*</c> alone is every model.</summary>
    public string? Model { get; init; }

    /// <summary>The first day, as in <c>2026-01-01</c>; null: from the beginning.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Required; US dollars for a million tokens in, at most 1,000,000, with at most 6 decimals.</summary>
    public decimal? Input { get; init; }

    /// <summary>Required; US dollars for a million tokens out, at most 1,000,000, with at most 6 decimals.</summary>
    public decimal? Output { get; init; }

    public static PriceEdit Of(PriceView price) => new() { Model = price.Model, From = price.From, Input = price.Input, Output = price.Output };

    /// <summary>As it is stored: the first day of the calendar is the beginning.</summary>
    public static int DayOf(DateOnly? from) => from?.DayNumber ?? 0;

    public void Check(InputErrors errors, string prefix)
    {
        var model = Model?.Trim() ?? "";
        errors.Require(model.Length > 0, $"{prefix}model", $"{prefix}model must not be empty.");
        errors.MaxCharacters(model, Price.ModelMaxLength, $"{prefix}model");
        errors.Require(!model.AsSpan(0, Math.Max(0, model.Length - 1)).Contains('*'), $"{prefix}model", $"{prefix}model may have a * at its end only.");
        CheckAmount(errors, Input, $"{prefix}input");
        CheckAmount(errors, Output, $"{prefix}output");
    }

    private static void CheckAmount(InputErrors errors, decimal? dollars, string field)
    {
        errors.Require(dollars is >= 0 and <= MaxAmount, field, $"{field} must be US dollars for a million tokens, from 0 to 1,000,000.");
        errors.Require(dollars is null || decimal.Round(dollars.Value, MaxDecimals) == dollars, field, $"{field} has more than {MaxDecimals} decimals.");
    }
}
