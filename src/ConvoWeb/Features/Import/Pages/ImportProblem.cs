using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>The parts of an RFC 9457 problem that a person reads.</summary>
internal sealed record ImportProblem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Its sentences; the same one is told once.</summary>
    public static async Task<string> ReadAsync(Stream answer, int status, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await JsonSerializer.DeserializeAsync(answer, ImportProblemJson.Default.ImportProblem, cancellationToken);
            string?[] words = [problem?.Title, .. problem?.Errors?.SelectMany(error => error.Value) ?? [], problem?.Errors is null ? problem?.Detail : null];
            var told = string.Join(' ', words.Where(word => !string.IsNullOrWhiteSpace(word)).Distinct(StringComparer.Ordinal));
            return told.Length > 0 ? told : Unexplained(status);
        }
        catch (JsonException)
        {
            return Unexplained(status);
        }
    }

    private static string Unexplained(int status) => Wording.Of(ImportTexts.Unexplained, status);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImportProblem))]
internal sealed partial class ImportProblemJson : JsonSerializerContext;
