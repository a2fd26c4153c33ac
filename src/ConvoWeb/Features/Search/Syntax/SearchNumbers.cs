using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>Numbers as <c>duration:</c> and <c>tokens:</c> take them: <c>5</c>, <c>&gt;5</c>, <c>&lt;=5</c>, <c>1..5</c>, <c>1..</c>, <c>..5</c>.</summary>
internal static partial class SearchNumbers
{
    private const int TimeoutMilliseconds = 1000;

    public static SearchMeaning Duration(string value) => Read(value, DurationOf, bounds => new DurationFilter(bounds));

    public static SearchMeaning Tokens(string value) => Read(value, CountOf, bounds => new TokensFilter(bounds));

    private static SearchMeaning Read(string value, Func<string, Quantity?> read, Func<Bounds, SearchFilter> filter)
    {
        var range = value.IndexOf("..", StringComparison.Ordinal);
        var bounds = range >= 0 ? Range(value[..range], value[(range + 2)..], read) : One(value, read);
        return bounds is null ? SearchMeaning.None
            : bounds.Min > bounds.Max ? new(null, SearchProblems.EndsBeforeItBegins(value))
            : new(filter(bounds));
    }

    private static Bounds? One(string value, Func<string, Quantity?> read) => value switch
    {
        ['>', '=', .. var rest] => read(rest) is { } least ? new Bounds(least.Value, null) : null,
        ['<', '=', .. var rest] => read(rest) is { } most ? new Bounds(null, most.Value) : null,
        ['>', .. var rest] => read(rest) is { } least ? new Bounds(least.Value, null, MinIsOut: true) : null,
        ['<', .. var rest] => read(rest) is { } most ? new Bounds(null, most.Value, MaxIsOut: true) : null,
        _ => read(value) is { } exact ? exact.Whole : null,
    };

    private static Bounds? Range(string min, string max, Func<string, Quantity?> read)
    {
        var (least, most) = (read(min), read(max));
        return (least is null && min.Length > 0) || (most is null && max.Length > 0) || (least is null && most is null)
            ? null
            : new Bounds(least?.Value, most?.Value);
    }

    private static Quantity? DurationOf(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (value, unit) = (0.0, 1.0);
        foreach (var (group, seconds) in ((string, int)[])[("hours", 3600), ("minutes", 60), ("seconds", 1)])
        {
            if (match.Groups[group] is { Success: true, Value: var number })
            {
                value += NumberOf(number) * seconds;
                unit = seconds / Math.Pow(10, number.IndexOf('.') is var point and >= 0 ? number.Length - point - 1 : 0);
            }
        }

        return new Quantity(value, unit);
    }

    private static Quantity? CountOf(string text)
    {
        var match = CountPattern().Match(text);
        return match.Success
            ? new Quantity(NumberOf(match.Groups["number"].Value) * (match.Groups["thousands"].Success ? 1000 : 1), Unit: 0)
            : null;
    }

    private static double NumberOf(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?:(?<seconds>[0-9]{1,9}(\.[0-9]{1,3})?)|(?=[0-9])((?<hours>[0-9]{1,9}(\.[0-9]{1,3})?)h)?((?<minutes>[0-9]{1,9}(\.[0-9]{1,3})?)m)?((?<seconds>[0-9]{1,9}(\.[0-9]{1,3})?)s)?)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(
        @"\A((?<number>[0-9]{1,12})|(?<number>[0-9]{1,9}(\.[0-9]{1,3})?)(?<thousands>k))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex CountPattern();

    /// <param name="Unit">How exactly it was said: 5m is all of the sixth minute. 0 is exactly.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Quantity(double Value, double Unit)
    {
        public Bounds Whole => Unit == 0 ? new Bounds(Value, Value) : new Bounds(Value, Value + Unit, MaxIsOut: true);
    }
}
