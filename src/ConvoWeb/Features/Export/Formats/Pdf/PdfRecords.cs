using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Export.Formats.Pdf;

/// <summary>
/// What the worker is sent, a line of JSON each: a heading, then the turns, then the end. Without an end the sender is gone,
/// and what came is not all of it.
/// </summary>
internal sealed record PdfRecord
{
    public static PdfRecord TheEnd { get; } = new() { IsEnd = true };

    public PdfHeading? Heading { get; init; }

    public PdfTurn? Turn { get; init; }

    public bool IsEnd { get; init; }
}

internal sealed record PdfHeading
{
    public required string Title { get; init; }

    /// <summary>Below the title: dates, who, with which model.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required int MaxPages { get; init; }

    /// <summary>What stands at the end where there are more pages than that.</summary>
    public required string CutNote { get; init; }
}

internal sealed record PdfTurn
{
    public required string Speaker { get; init; }

    public PersonalityColor? Color { get; init; }

    public string? Time { get; init; }

    public required string Markdown { get; init; }
}

[JsonSerializable(typeof(PdfRecord))]
internal sealed partial class PdfJson : JsonSerializerContext
{
    private const int BufferSize = 64 * 1024;

    public static PdfJson Lines { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a Chinese character is three bytes so, and six escaped
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        DefaultBufferSize = BufferSize,
    });
}
