using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConvoWeb.Features.Export.Formats;

internal static class ExportOutput
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Sends when enough has come together, and waits while the reader is slow.</summary>
    public static async ValueTask FlushLargeAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if (output.UnflushedBytes > FlushAt)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    public static void WriteText(this PipeWriter output, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>The members alone, into an object that has others beside them.</summary>
    public static void WriteMembers<T>(this Utf8JsonWriter json, T value, JsonTypeInfo<T> type)
    {
        foreach (var member in JsonSerializer.SerializeToElement(value, type).EnumerateObject())
        {
            member.WriteTo(json);
        }
    }
}
