using System.Text;
using System.Text.Json;
using ConvoWeb.Data;

namespace ConvoWeb.Platform.Errors;

/// <summary>Collects what is wrong with a request, so that all of it is told at once.</summary>
public sealed class InputErrors
{
    private Dictionary<string, string[]>? _errors;

    /// <exception cref="InvalidInputException">The check added something.</exception>
    public static void Check(Action<InputErrors> check)
    {
        var errors = new InputErrors();
        check(errors);
        errors.ThrowIfAny();
    }

    /// <summary><c>$.messages[2].type</c> → <c>messages[2].type</c>.</summary>
    public static string FieldOf(JsonException json) =>
        json.Path is { Length: > 2 } path && path[0] == '$' ? path.AsSpan(1).TrimStart('.').ToString() : "body";

    public void Add(string field, string message)
    {
        _errors ??= new Dictionary<string, string[]>(StringComparer.Ordinal);
        _errors[field] = _errors.TryGetValue(field, out var before) ? [.. before, message] : [message];
    }

    public void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            Add(field, message);
        }
    }

    /// <summary>Counts code points, as every limit on characters does.</summary>
    public void MaxCharacters(string? text, int max, string field)
    {
        if (text is not null && text.Length > max && text.EnumerateRunes().Count() > max)
        {
            Add(field, $"{field} is longer than {max} characters.");
        }
    }

    /// <summary>Counts bytes of UTF-8.</summary>
    public void MaxBytes(string? text, int max, string field)
    {
        // A character is at most 3 bytes for each of its UTF-16 units, so most text need not be counted.
        if (text?.Length > max / 3 && Encoding.UTF8.GetByteCount(text) > max)
        {
            Add(field, max % (1024 * 1024) == 0 ? $"{field} is larger than {max / (1024 * 1024)} MiB." : $"{field} is larger than {max / 1024} KiB.");
        }
    }

    public void NotNegative(double? number, string field)
    {
        if (number is < 0 or double.NaN or double.PositiveInfinity)
        {
            Add(field, $"{field} must not be negative.");
        }
    }

    /// <exception cref="InvalidInputException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (_errors is not null)
        {
            throw new InvalidInputException(_errors);
        }
    }
}
