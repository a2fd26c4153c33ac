using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>One record of a JSON file, valid until the next one is asked for; or what is wrong with it.</summary>
public readonly record struct JsonRecord(JsonElement Value, string? Fault = null)
{
    public static JsonRecord Broken(string fault) => new(default, fault);
}
