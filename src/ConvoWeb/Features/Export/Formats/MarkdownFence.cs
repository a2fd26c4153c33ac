using Markdig;
using Markdig.Syntax;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>
/// What a text began and did not end, as an answer that was cut off does: the rest of the document would be code, or a comment
/// that nobody sees. (https://spec.commonmark.org/0.31.2/#fenced-code-blocks, #html-blocks)
/// </summary>
internal static class MarkdownFence
{
    private const int MinLength = 3;

    /// <summary>Blocks alone: what stands in a line can't reach the next block, and takes the most time.</summary>
    private static readonly MarkdownPipeline Blocks = BuildBlocks();

    private static readonly string[] Raw = ["script", "pre", "style", "textarea"];

    /// <summary>What closes it; null when nothing is open.</summary>
    public static string? OpenAtEndOf(string content)
    {
        if (!content.Contains("```", StringComparison.Ordinal) && !content.Contains("~~~", StringComparison.Ordinal) && !content.Contains('<', StringComparison.Ordinal))
        {
            return null;
        }

        // What is open inside a list or a quote ends with that, at the next heading.
        return LastBlock(content) switch
        {
            FencedCodeBlock fence when fence.ClosingFencedCharCount < fence.OpeningFencedCharCount =>
                new string(fence.FencedChar, Math.Max(MinLength, fence.OpeningFencedCharCount)),
            HtmlBlock html => EndOf(html),
            _ => null,
        };
    }

    private static Block? LastBlock(string content)
    {
        try
        {
            return Markdown.Parse(content, Blocks).LastChild;
        }
        catch (ArgumentException)
        {
            return null; // Nested deeper than Markdig follows: what is open there ends with what it stands in.
        }
    }

    /// <summary>Other kinds end with an empty line, whatever stands in them.</summary>
    private static string? EndOf(HtmlBlock html)
    {
        var text = html.Lines.ToString();
        var end = html.Type switch
        {
            HtmlBlockType.Comment => "-->",
            HtmlBlockType.ProcessingInstruction => "?>",
            HtmlBlockType.CData => "]]>",
            HtmlBlockType.DocumentType => ">",
            HtmlBlockType.ScriptPreOrStyle => Raw.FirstOrDefault(name => text.TrimStart().StartsWith($"<{name}", StringComparison.OrdinalIgnoreCase)) is { } name ? $"</{name}>" : null,
            _ => null,
        };
        return end is null || text.Contains(end, StringComparison.OrdinalIgnoreCase) ? null : end;
    }

    private static MarkdownPipeline BuildBlocks()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.InlineParsers.Clear();
        return builder.Build();
    }
}
