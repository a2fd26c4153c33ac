using ConvoWeb.Data;

namespace ConvoWeb.Platform.Requests;

/// <summary>A yes or no in an address.</summary>
public static class QueryFlag
{
    /// <summary>Null when it is left out.</summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static bool? Parse(string? text, string field) => text switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new InvalidInputException(field, $"{field} must be true or false."),
    };
}
