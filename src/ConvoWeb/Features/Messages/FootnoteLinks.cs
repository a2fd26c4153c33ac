using AngleSharp.Dom;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Messages;

/// <summary>The way from a text to its footnotes and back. It stays inside its message, however many with notes a page shows.</summary>
internal static class FootnoteLinks
{
    private const string Note = "data-note";

    /// <summary>Keeps where a link leads, and what it leads to, and nothing else of it; false for what belongs to no footnote.</summary>
    public static bool TryKeep(IElement element)
    {
        var (attribute, start) = element.LocalName is "a" ? ("href", "#fn") : ("id", "fn:");
        if (element.GetAttribute(attribute) is not { } target
            || !target.StartsWith(start, StringComparison.Ordinal)
            || (element.LocalName is "a" && !element.ClassList.Contains("footnote-ref") && !element.ClassList.Contains("footnote-back-ref")))
        {
            return false;
        }

        var id = element.Id;
        foreach (var name in element.Attributes.Select(found => found.Name).ToList())
        {
            element.RemoveAttribute(name);
        }

        element.SetAttribute(Note, target.TrimStart('#'));
        if (id is not null)
        {
            element.Id = id;
        }

        return true;
    }

    /// <param name="message">What belongs to it is named after it; null: what is still being written leads nowhere.</param>
    public static void Name(IElement body, string? message)
    {
        foreach (var element in body.QuerySelectorAll($"[{Note}]").ToList())
        {
            var target = element.GetAttribute(Note)!;
            element.RemoveAttribute(Note);
            if (message is not null)
            {
                Name(element, target, message);
            }
            else if (IsBack(target))
            {
                element.Remove();
            }
            else if (element.LocalName is "a")
            {
                element.Replace([.. element.ChildNodes]);
            }
            else
            {
                element.RemoveAttribute("id");
            }
        }
    }

    private static void Name(IElement element, string target, string message)
    {
        if (element.Id is { } id)
        {
            element.Id = $"{message}-{id}";
        }

        if (element.LocalName is "a")
        {
            element.SetAttribute("href", $"#{message}-{target}");
            element.SetAttribute("aria-label", IsBack(target) ? MessagesTexts.BackToText : Wording.Of(MessagesTexts.Footnote, element.TextContent));
        }
    }

    private static bool IsBack(string target) => target.StartsWith("fnref", StringComparison.Ordinal);
}
