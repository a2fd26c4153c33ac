using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ConvoWeb.Data.Conventions;

/// <summary>Ids are 36 lower-case characters everywhere. (EF's own default for SQLite writes upper case.)</summary>
internal sealed class GuidToTextConverter() : ValueConverter<Guid, string>(
    id => id.ToString("D"),
    text => Guid.Parse(text));

/// <summary>Times are UTC milliseconds since 1970 on both databases: SQLite cannot order a <see cref="DateTimeOffset"/>.</summary>
internal sealed class UtcMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

/// <summary>Enums are the lower-case words of the HTTP contract.</summary>
internal sealed class WordConverter<TEnum>() : ValueConverter<TEnum, string>(
    value => Words<TEnum>.Of(value),
    text => Words<TEnum>.Parse(text))
    where TEnum : struct, Enum;

/// <summary>The lower-case word of each member of an enum, as in <c>rules_changed</c>, and back.</summary>
public static class Words<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> ByValue =
        Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, TEnum> ByWord =
        ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => ByWord.Keys;

    public static string Of(TEnum value) => ByValue[value];

    /// <exception cref="FormatException">The word is none of <see cref="All"/>.</exception>
    public static TEnum Parse(string word) => ByWord.TryGetValue(word, out var value) ? value : throw new FormatException(Unknown(word));

    /// <exception cref="InvalidInputException">The word that <paramref name="field"/> has is none of <see cref="All"/>.</exception>
    public static TEnum Parse(string word, string field) =>
        ByWord.TryGetValue(word, out var value) ? value : throw new InvalidInputException(field, Unknown(word));

    private static string Unknown(string word) => $"'{word}' is not one of {string.Join(", ", All)}.";
}
