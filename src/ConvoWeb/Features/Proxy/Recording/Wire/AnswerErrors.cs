using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What an error is called. Its message is never read: it may repeat a key, or what was asked.</summary>
internal static class AnswerErrors
{
    /// <summary>It says no more of itself.</summary>
    public const string Unknown = "error";

    private const int WordLength = 64;

    /// <summary>Null when it is none.</summary>
    public static string? Of(JsonElement element) =>
        element.Member("error"u8) is { } error ? NameOf(error)
        : element.Text("object"u8) is "error" || element.Text("type"u8) is "error" ? NameOf(element)
        : null;

    private static string NameOf(JsonElement error)
    {
        string?[] words = [Word(error.Member("type"u8)), Word(error.Member("code"u8))];
        var name = string.Join('/', words.OfType<string>().Distinct(StringComparer.Ordinal));
        return name.Length > 0 ? name : Unknown;
    }

    private static string? Word(JsonElement? value)
    {
        var word = value switch
        {
            { ValueKind: JsonValueKind.String } text => text.Text(),
            { ValueKind: JsonValueKind.Number } number => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(number)),
            _ => null,
        };
        return word is { Length: > 0 and <= WordLength } && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.') ? word : null;
    }
}
