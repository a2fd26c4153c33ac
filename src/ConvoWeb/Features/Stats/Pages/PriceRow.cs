using System.Globalization;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>A price while it is edited: numbers as they stand in the fields of a browser.</summary>
internal sealed class PriceRow
{
    public string Model { get; set; } = "";

    public DateOnly? From { get; set; }

    public string? Input { get; set; }

    public string? Output { get; set; }

    /// <summary>By the names of the contract.</summary>
    public Dictionary<string, string> Errors { get; } = new(StringComparer.Ordinal);

    public static PriceRow Of(PriceView price) => new()
    {
        Model = price.Model,
        From = price.From,
        Input = price.Input.ToString(CultureInfo.InvariantCulture),
        Output = price.Output.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Only what has no number at all: the service says the rest.</summary>
    public void Check()
    {
        Errors.Clear();
        if (NumberIn(Input) is null)
        {
            Errors["input"] = StatsTexts.NotANumber;
        }

        if (NumberIn(Output) is null)
        {
            Errors["output"] = StatsTexts.NotANumber;
        }
    }

    public PriceView ToPrice() => new(Model, From, NumberIn(Input) ?? 0, NumberIn(Output) ?? 0);

    private static decimal? NumberIn(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;
}
