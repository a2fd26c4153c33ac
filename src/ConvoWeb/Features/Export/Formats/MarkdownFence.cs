namespace ConvoWeb.Features.Export.Formats;

/// <summary>
/// A fenced block that an answer began and did not end, as one that was cut off does: the rest of the document would be
/// code. (https://spec.commonmark.org/0.31.2/#fenced-code-blocks)
/// </summary>
internal static class MarkdownFence
{
    private const int MinLength = 3, MaxIndent = 3;

    /// <summary>What closes it; null when none is open.</summary>
    public static string? OpenAtEndOf(string content)
    {
        string? open = null;
        foreach (var line in content.AsSpan().EnumerateLines())
        {
            var text = line.TrimStart(' ');
            if (line.Length - text.Length > MaxIndent || text.Length == 0 || text[0] is not ('`' or '~'))
            {
                continue;
            }

            var rest = text.TrimStart(text[0]);
            var length = text.Length - rest.Length;
            if (open is null)
            {
                // After backticks, another backtick makes it inline code.
                open = length >= MinLength && (text[0] is '~' || !rest.Contains('`')) ? new string(text[0], length) : null;
            }
            else if (text[0] == open[0] && length >= open.Length && rest.Trim().IsEmpty)
            {
                open = null;
            }
        }

        return open;
    }
}
