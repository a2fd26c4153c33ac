using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>What <c>POST /api/import</c> answers, as far as the page shows it.</summary>
public sealed record ImportAnswer
{
    public IReadOnlyList<ImportAnswerItem> Items { get; init; } = [];

    public ImportAnswerTotals Totals { get; init; } = new();

    /// <exception cref="JsonException">It is not that answer.</exception>
    public static async Task<ImportAnswer> ReadAsync(Stream answer, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(answer, ImportAnswerJson.Api.ImportAnswer, cancellationToken) ?? new ImportAnswer();
}

public sealed record ImportAnswerItem
{
    public string? Source { get; init; }

    public string? ExternalId { get; init; }

    public Guid? Id { get; init; }

    public string? Title { get; init; }

    public string Outcome { get; init; } = "";

    public string? Reason { get; init; }

    public int Messages { get; init; }
}

public sealed record ImportAnswerTotals
{
    public int Imported { get; init; }

    public int Updated { get; init; }

    public int Unchanged { get; init; }

    public int Skipped { get; init; }

    public int Failed { get; init; }

    public int Messages { get; init; }

    /// <summary>Messages of the file that hold nothing to read.</summary>
    public int LeftOut { get; init; }
}

/// <summary>The parts of an RFC 9457 problem that a person reads.</summary>
public sealed record ImportProblem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static async Task<string> ReadAsync(Stream answer, int status, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await JsonSerializer.DeserializeAsync(answer, ImportAnswerJson.Api.ImportProblem, cancellationToken);
            var words = (IEnumerable<string?>)[problem?.Title, problem?.Detail, .. problem?.Errors?.SelectMany(error => error.Value) ?? []];
            var told = string.Join(" ", words.Where(word => !string.IsNullOrWhiteSpace(word)).Distinct(StringComparer.Ordinal));
            return told.Length > 0 ? told : Unexplained(status);
        }
        catch (JsonException)
        {
            return Unexplained(status);
        }
    }

    private static string Unexplained(int status) => $"The server answered {status} and did not say why.";
}

[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportProblem))]
internal sealed partial class ImportAnswerJson : JsonSerializerContext
{
    public static ImportAnswerJson Api { get; } = new(ApiJson.NewOptions());
}
