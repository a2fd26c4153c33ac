using System.Text;

namespace ConvoWeb.Features.Messages;

/// <summary>
/// Markdown that grows at its end. A block that is finished becomes HTML once; only the open one is made again, and it is
/// cut when it gets long. So a text costs what its length costs, however many pieces it comes in. What two blocks have
/// with each other (a footnote, one list around a cut) is right when the whole text is rendered at its end.
/// </summary>
public sealed class GrowingMarkdown
{
    private const int MaxOpen = 2_000, MaxFence = 100;

    private readonly StringBuilder _text = new();
    private readonly List<string> _finished = [];
    private string _open = "";
    private int _seen;
    private bool _isList;
    private bool _afterBlank;
    private string? _fence;

    public GrowingMarkdown(string text) => Append(text);

    public int Length => _text.Length;

    /// <summary>The HTML of what does not change any more, block by block.</summary>
    public IReadOnlyList<string> Finished => _finished;

    /// <summary>How much is made anew with every piece.</summary>
    public int OpenLength => _open.Length;

    /// <summary>The HTML of the block that is being written; made anew by every call.</summary>
    public string OpenHtml() => MarkdownText.ToHtml(_open);

    public string Start(int maxCharacters) => _text.ToString(0, Math.Min(maxCharacters, _text.Length));

    public override string ToString() => _text.ToString();

    public void Append(string text)
    {
        _text.Append(text);
        for (var at = 0; at < text.Length; at += MaxOpen)
        {
            AppendPart(text.Substring(at, Math.Min(MaxOpen, text.Length - at)));
        }
    }

    private void AppendPart(string text)
    {
        _open += text;
        for (var end = _open.IndexOf('\n', _seen); end >= 0; end = _open.IndexOf('\n', _seen))
        {
            See(_open.AsSpan(_seen, end - _seen).TrimEnd(), end + 1);
        }

        while (_open.Length > MaxOpen)
        {
            Cut();
        }
    }

    /// <summary>A whole line: it may tell that the block before it has ended.</summary>
    private void See(ReadOnlySpan<char> line, int end)
    {
        var words = line.TrimStart();
        if (_fence is not null)
        {
            _fence = IsFenceEnd(words, _fence) ? null : _fence;
        }
        else if (words.IsEmpty)
        {
            _afterBlank = true;
        }
        else
        {
            var (isList, isIndented) = (IsListItem(words), words.Length < line.Length);
            if (_seen == 0 || (_afterBlank && !isIndented && !(_isList && isList)))
            {
                end -= Finish(_seen);
                _isList = isList;
            }

            _afterBlank = false;
            _fence = IsFenceStart(words) ? words[..Math.Min(words.Length, MaxFence)].ToString() : null;
        }

        _seen = end;
    }

    private int Finish(int length)
    {
        if (length > 0)
        {
            _finished.Add(MarkdownText.ToHtml(_open[..length]));
            _open = _open[length..];
        }

        return length;
    }

    /// <summary>After its last whole line, or else between two words. Code goes on as code.</summary>
    private void Cut()
    {
        var at = _seen > MaxOpen / 4 ? _seen : _open.LastIndexOf(' ', MaxOpen) + 1;
        if (at <= MaxOpen / 4)
        {
            at = char.IsHighSurrogate(_open[MaxOpen - 1]) ? MaxOpen - 1 : MaxOpen;
        }

        var (part, rest) = (_open[..at], _open[at..]);
        _finished.Add(MarkdownText.ToHtml(_fence is null ? part : $"{part.TrimEnd('\n')}\n{_fence[..FenceLength(_fence)]}"));
        var again = _fence is null ? "" : _fence + "\n";
        _open = again + rest;
        _seen = again.Length;
        _afterBlank = false;
    }

    private static bool IsFenceStart(ReadOnlySpan<char> line) =>
        FenceLength(line) is >= 3 and < MaxFence and var length && !(line[0] == '`' && line[length..].Contains('`'));

    private static bool IsFenceEnd(ReadOnlySpan<char> line, string fence) =>
        FenceLength(line) is var length && length >= FenceLength(fence) && line[0] == fence[0] && length == line.Length;

    private static int FenceLength(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] is not ('`' or '~'))
        {
            return 0;
        }

        var other = line.IndexOfAnyExcept(line[0]);
        return other < 0 ? line.Length : other;
    }

    private static bool IsListItem(ReadOnlySpan<char> line)
    {
        var mark = line[0] is '-' or '*' or '+' ? 1 : line.IndexOfAnyExceptInRange('0', '9') + 1;
        return mark is > 0 and <= 10 && mark < line.Length && line[mark] == ' ' && line[mark - 1] is '-' or '*' or '+' or '.' or ')';
    }
}
