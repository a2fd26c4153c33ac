using AngleSharp;
using AngleSharp.Html;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages.Code;

namespace ConvoWeb.Features.Messages;

/// <summary>Markdown as the page shows it, for a file of its own: without what needs a script.</summary>
internal static class StillMarkdown
{
    /// <param name="name">What of it can be led to is named after; another one for each text of a file.</param>
    public static string ToHtml(string markdown, string name)
    {
        if (MarkdownText.Read(markdown) is not { } body)
        {
            return Markup.Of($"""<p class="plain">{markdown}</p>""").Value;
        }

        CodeFigure.ColourAll(body);
        FootnoteLinks.Name(body, name);
        foreach (var bar in body.QuerySelectorAll("figcaption").ToList())
        {
            bar.QuerySelector("button")?.Remove();
            if (bar.TextContent.Length == 0)
            {
                bar.Remove();
            }
        }

        return body.ChildNodes.ToHtml(HtmlMarkupFormatter.Instance);
    }
}
