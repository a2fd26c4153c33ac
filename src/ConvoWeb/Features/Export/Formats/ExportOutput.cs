using System.IO.Pipelines;
using System.Text;

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
}
