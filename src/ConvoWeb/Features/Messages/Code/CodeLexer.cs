using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Messages.Code;

internal enum CodeKind
{
    Plain,
    Keyword,
    Text,
    Number,
    Comment,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct CodeToken(CodeKind Kind, int Start, int Length);

/// <summary>
/// Tells the words of a program apart, well enough to colour them. One pass, and never back: it takes as long as the text
/// is long, whatever that is.
/// </summary>
internal ref struct CodeLexer(CodeLanguage language, ReadOnlySpan<char> code)
{
    private readonly ReadOnlySpan<char> _code = code;
    private int _at;
    private bool _isCommand = true;
    private bool _isInTag;

    /// <summary>The next piece that has a colour, or is not plain for another reason; false at the end.</summary>
    public bool TryRead(out CodeToken token)
    {
        var start = _at;
        if (start >= _code.Length)
        {
            token = default;
            return false;
        }

        var kind = Read();
        token = new CodeToken(kind, start, _at - start);
        return true;
    }

    private CodeKind Read()
    {
        var rest = _code[_at..];
        if (language.HasLineMarks)
        {
            return ReadMarkedLine(rest);
        }

        if (!language.HasTags || _isInTag || rest[0] is '<')
        {
            foreach (var span in language.Spans)
            {
                if (rest.StartsWith(span.Open, StringComparison.Ordinal) && TryEnd(rest, span, out var end))
                {
                    _at += end;
                    _isCommand = false;
                    return span.Kind is CodeKind.Text && language.HasNames && IsBeforeColon() ? CodeKind.Keyword : span.Kind;
                }
            }
        }

        var first = rest[0];
        return first switch
        {
            '<' or '>' when language.HasTags => ReadBracket(rest),
            _ when language.HasTags && !_isInTag => ReadUntil(rest, rest.IndexOf('<')),
            >= '0' and <= '9' => ReadNumber(rest),
            '-' when language.HasCommands && IsOption(rest) => ReadOption(rest),
            _ when IsInWord(first) => ReadWord(rest),
            _ => ReadMark(first),
        };
    }

    /// <summary>How long it is. What does not end on its line, where it has to, is no such span.</summary>
    private static bool TryEnd(ReadOnlySpan<char> rest, CodeSpan span, out int length)
    {
        for (length = span.Open.Length; length < rest.Length && length <= span.MaxLength; length++)
        {
            if (rest[length] == span.Escape)
            {
                length++;
            }
            else if (span.Close is "\n" && rest[length] is '\n')
            {
                return true;
            }
            else if (rest[length..].StartsWith(span.Close, StringComparison.Ordinal))
            {
                length += span.Close.Length;
                return true;
            }
            else if (rest[length] is '\n' && !span.IsLong)
            {
                return span.MaxLength == int.MaxValue; // somebody is still writing it
            }
        }

        length = Math.Min(length, rest.Length);
        return span.MaxLength == int.MaxValue;
    }

    private CodeKind ReadMarkedLine(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('\n');
        ReadUntil(rest, end < 0 ? -1 : end + 1);
        return rest switch
        {
            ['@', '@', ..] => CodeKind.Keyword,
            ['+', '+', '+', ..] or ['-', '-', '-', ..] or ['d', 'i', 'f', 'f', ' ', ..] or ['i', 'n', 'd', 'e', 'x', ' ', ..] => CodeKind.Comment,
            ['+', ..] or ['>', ..] => CodeKind.Text,
            ['-', ..] or ['<', ..] => CodeKind.Number,
            _ => CodeKind.Plain,
        };
    }

    /// <summary>The brackets belong to the name.</summary>
    private CodeKind ReadBracket(ReadOnlySpan<char> rest)
    {
        if (rest[0] is '>')
        {
            _at++;
            var wasInTag = _isInTag;
            _isInTag = false;
            return wasInTag ? CodeKind.Keyword : CodeKind.Plain;
        }

        var length = 1;
        while (length < rest.Length && (IsInWord(rest[length]) || rest[length] is '/' or '!' or '?' or ':'))
        {
            length++;
        }

        _at += length;
        _isInTag = length > 1;
        return _isInTag ? CodeKind.Keyword : CodeKind.Plain;
    }

    private CodeKind ReadNumber(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '.' or '_' or '%'))
        {
            length++;
        }

        _at += length;
        _isCommand = false;
        return CodeKind.Number;
    }

    private CodeKind ReadOption(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '-'))
        {
            length++;
        }

        length += length < rest.Length && rest[length] is '=' ? 1 : 0;
        _at += length;
        _isCommand = false;
        return CodeKind.Number;
    }

    private CodeKind ReadWord(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && IsInWord(rest[length]))
        {
            length++;
        }

        _at += length;
        var isCommand = language.HasCommands && _isCommand && !_code[_at..].StartsWith("=", StringComparison.Ordinal);
        _isCommand = false;
        return isCommand
            || language.Keywords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(rest[..length])
            || (language.HasNames && IsBeforeColon())
            ? CodeKind.Keyword
            : CodeKind.Plain;
    }

    private CodeKind ReadMark(char mark)
    {
        var isContinued = mark is '\n' && _at > 0 && _code[_at - 1] is '\\';
        _at++;
        _isCommand = (mark is '\n' && !isContinued) || mark is '|' or '&' or ';' || (_isCommand && mark is (' ' or '\t' or '(' or '$'));
        return CodeKind.Plain;
    }

    private CodeKind ReadUntil(ReadOnlySpan<char> rest, int end)
    {
        _at += end <= 0 ? rest.Length : end;
        return CodeKind.Plain;
    }

    private readonly bool IsOption(ReadOnlySpan<char> rest) =>
        rest.Length > 1 && (char.IsAsciiLetter(rest[1]) || rest[1] is '-') && _at > 0 && char.IsWhiteSpace(_code[_at - 1]);

    private readonly bool IsInWord(char c) => c is '_' || char.IsLetterOrDigit(c) || language.InWords.Contains(c, StringComparison.Ordinal);

    /// <summary>Only over the few blanks that people write there.</summary>
    private readonly bool IsBeforeColon()
    {
        var at = _at;
        while (at < _code.Length && at < _at + 4 && _code[at] is ' ')
        {
            at++;
        }

        return at < _code.Length && _code[at] is ':' && (at + 1 == _code.Length || _code[at + 1] is not ':');
    }
}
