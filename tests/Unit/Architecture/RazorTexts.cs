using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ConvoWeb.Tests.Unit.Architecture;

/// <summary>
/// Finds the texts that stand in the markup of a component: between tags, in the attributes that people read, and in the
/// strings of expressions there. What is written as C# (a <c>@code</c> block, other attributes) is left alone.
/// </summary>
internal sealed partial class RazorTexts
{
    /// <summary>In milliseconds.</summary>
    private const int RegexTimeout = 5000;

    private static readonly string[] Read =
        ["alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "title", "label", "action", "text"];

    private static readonly string[] Statements = ["if", "else", "for", "foreach", "while", "switch", "using", "lock", "try", "catch", "finally"];

    private readonly string _source;
    private readonly List<string> _found = [];
    private readonly StringBuilder _text = new();
    private int _at;

    private RazorTexts(string source) => _source = source;

    public static IReadOnlyList<string> Of(string source)
    {
        var markup = Comment().Replace(source, "");
        if (Code().Match(markup) is { Success: true } code)
        {
            // Of the code only its templates are markup.
            markup = markup[..code.Index] + string.Join('\n', Template().Matches(code.Value).Select(template => template.Groups["markup"].Value));
        }

        var texts = new RazorTexts(Statement().Replace(Directive().Replace(markup, ""), ""));
        texts.ReadContent();
        return texts._found;
    }

    private bool IsMore => _at < _source.Length;

    private char Next => _at + 1 < _source.Length ? _source[_at + 1] : '\0';

    private void ReadContent()
    {
        while (IsMore)
        {
            if (_source[_at] is '<' && (char.IsAsciiLetter(Next) || Next is '/' or '!'))
            {
                EndText();
                ReadTag();
            }
            else if (_source[_at] is '@' && Next is not '@')
            {
                EndText();
                ReadExpression();
            }
            else if (_source[_at] is '{' or '}')
            {
                // The block of a statement begins or ends, and another statement may follow.
                EndText();
                _at++;
                SkipHead(Bare().Match(_source, _at));
            }
            else
            {
                _text.Append(_source[_at++]);
            }
        }

        EndText();
    }

    private void ReadTag()
    {
        while (IsMore && _source[_at] is not '>')
        {
            var attribute = Attribute().Match(_source, _at);
            if (!attribute.Success)
            {
                _at++;
                continue;
            }

            _at += attribute.Length;
            var from = _at;
            while (IsMore && _source[_at] != attribute.Groups["quote"].ValueSpan[0])
            {
                _at = _source[_at] is '(' ? AfterBracket(_at) : _at + 1;
            }

            if (Read.Contains(attribute.Groups["name"].Value, StringComparer.OrdinalIgnoreCase))
            {
                _found.AddRange(Of(_source[from.._at]));
            }

            _at++;
        }

        _at++;
    }

    /// <summary>Behind an @: a statement with its head, or an expression, the strings of which are shown.</summary>
    private void ReadExpression()
    {
        _at++;
        var word = Word().Match(_source, _at);
        if (Statements.Contains(word.Value))
        {
            SkipHead(word);
            return;
        }

        var from = _at;
        _at += word.Length;
        while (IsMore && (_source[_at] is '(' or '[' or '{' || (_source[_at] is '.' or '?' or '!' && Member().IsMatch(_source, _at))))
        {
            if (_source[_at] is '{' && _at > from)
            {
                break; // that of a statement around it
            }

            _at = _source[_at] is '(' or '[' or '{' ? AfterBracket(_at) : _at + Member().Match(_source, _at).Length;
        }

        _found.AddRange(Quoted().Matches(CssClass().Replace(_source[from.._at], "")).Select(quoted => quoted.Value).Where(HasLetters));
    }

    private void SkipHead(Match head)
    {
        if (!head.Success)
        {
            return;
        }

        _at += head.Length;
        while (IsMore && _source[_at] is ' ')
        {
            _at++;
        }

        _at = IsMore && _source[_at] is '(' ? AfterBracket(_at) : _at;
    }

    /// <summary>The brackets inside are skipped with it, those in strings as well.</summary>
    private int AfterBracket(int at)
    {
        for (var depth = 0; at < _source.Length; at++)
        {
            if (Quoted().Match(_source, at) is { Success: true } quoted && quoted.Index == at)
            {
                at += quoted.Length - 1;
            }
            else if (_source[at] is '(' or '[' or '{')
            {
                depth++;
            }
            else if (_source[at] is ')' or ']' or '}' && --depth == 0)
            {
                return at + 1;
            }
        }

        return at;
    }

    private void EndText()
    {
        var text = WebUtility.HtmlDecode(_text.ToString()).Trim();
        _text.Clear();
        if (HasLetters(text))
        {
            _found.Add(text);
        }
    }

    private static bool HasLetters(string text) => text.Any(char.IsLetter);

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@code\b.*", RegexOptions.Multiline | RegexOptions.Singleline, RegexTimeout)]
    private static partial Regex Code();

    [GeneratedRegex("@(?<markup><[a-zA-Z].*>)", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Template();

    [GeneratedRegex(@"^@(page|using|inject|inherits|implements|layout|typeparam|attribute|namespace|rendermode)\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Directive();

    /// <summary>The name of a class, which icons take.</summary>
    [GeneratedRegex(@"\bcss:[^,)]*", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex CssClass();

    /// <summary>C# on a line of its own inside a block: a variable, the case of a switch.</summary>
    [GeneratedRegex(@"^\s*((var\s|\w+\s=\s).*;|(case\s.*|default):|break;)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Statement();

    [GeneratedRegex("\\G(?<name>[^\\s=\"'<>/]+)=(?<quote>[\"'])", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\G\s*(if|else(\s+if)?|foreach|for|while|switch)(?=\s*[\r\n({])", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Bare();

    [GeneratedRegex(@"\G\w*", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Word();

    [GeneratedRegex(@"\G[?!]?\.\w+|\G!(?=\.)", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Member();

    [GeneratedRegex("\\$?\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])'", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Quoted();
}
