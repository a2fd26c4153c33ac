using AngleSharp.Dom;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Messages.Code;

/// <summary>Code in a message: what it is, a button that copies it, and the text itself.</summary>
internal static class CodeFigure
{
    /// <summary>More pieces of one message are not coloured: each costs an element in the page.</summary>
    private const int MaxPieces = 10_000;

    private const int MaxLabel = 80;

    private static readonly string[] TitleKeys = ["title=", "filename=", "file="];

    private static readonly string Bar =
        $"""
        <figcaption class="cw-code__bar"><span></span><button class="cw-btn cw-btn--plain cw-btn--s" type="button" data-copy>{Icons.Of(IconName.Copy, small: true)}<span data-copy-label></span></button></figcaption><pre tabindex="0"><code></code></pre>
        """;

    /// <param name="info">What stands behind the fence.</param>
    public static IElement Of(IDocument document, string text, string info)
    {
        var (language, label) = Read(info);
        var figure = document.CreateElement("figure");
        figure.ClassName = "cw-code";
        figure.InnerHtml = Bar;
        figure.QuerySelector("span")!.TextContent = label;
        figure.QuerySelector("[data-copy-label]")!.TextContent = MessagesTexts.Copy;
        figure.QuerySelector("pre")!.SetAttribute("aria-label", label.Length == 0 ? MessagesTexts.Code : Wording.Of(MessagesTexts.CodeIn, label));
        var code = figure.QuerySelector("code")!;
        code.TextContent = text;
        if (CodeLanguage.Find(language) is not null)
        {
            code.SetAttribute("data-language", language);
        }

        return figure;
    }

    /// <summary>Colours all code in a message; only what is shown needs that.</summary>
    public static void ColourAll(IElement body)
    {
        var left = MaxPieces;
        foreach (var code in body.QuerySelectorAll("code[data-language]"))
        {
            Colour(code, CodeLanguage.Find(code.GetAttribute("data-language")!)!, ref left);
            code.RemoveAttribute("data-language");
        }
    }

    private static void Colour(IElement code, CodeLanguage language, ref int left)
    {
        var text = code.TextContent;
        var document = code.Owner!;
        var lexer = new CodeLexer(language, text);
        var plain = 0;
        code.TextContent = "";
        while (left > 0 && lexer.TryRead(out var token))
        {
            if (ClassOf(token.Kind) is not { } className)
            {
                continue;
            }

            AddPlain(token.Start);
            var piece = document.CreateElement("span");
            piece.ClassName = className;
            piece.TextContent = text.Substring(token.Start, token.Length);
            code.AppendChild(piece);
            plain = token.Start + token.Length;
            left--;
        }

        AddPlain(text.Length);

        void AddPlain(int end)
        {
            if (end > plain)
            {
                code.AppendChild(document.CreateTextNode(text[plain..end]));
            }
        }
    }

    private static string? ClassOf(CodeKind kind) => kind switch
    {
        CodeKind.Plain => null,
        CodeKind.Keyword => "cw-k",
        CodeKind.Text => "cw-s",
        CodeKind.Number => "cw-n",
        CodeKind.Comment => "cw-c",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary><c>js</c>, <c>js title="app.js"</c>, <c>js:src/app.js</c>, <c>app.js</c>: its language, and what it is called.</summary>
    private static (string Language, string Label) Read(string info)
    {
        var first = info.Split(' ', 2)[0];
        var title = TitleKeys.Select(key => After(info, key)).FirstOrDefault(found => found is not null);
        var (language, name) = first.Split(':', 2) is [var before, { Length: > 0 } after] ? (before, after) : (first, title ?? first);
        if (CodeLanguage.Find(language) is null && Path.GetExtension(name) is { Length: > 1 } extension)
        {
            language = extension[1..];
        }

        return (language, name.Length <= MaxLabel ? name : name[..MaxLabel]);
    }

    private static string? After(string info, string key)
    {
        var at = info.IndexOf(key, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var rest = info[(at + key.Length)..];
        var title = rest is ['"' or '\'', ..] ? rest[1..].Split(rest[0])[0] : rest.Split(' ')[0];
        return title.Length == 0 ? null : title;
    }
}
