using System.Buffers;

namespace ConvoWeb.Features.Import.Reading;

internal enum ValueEnd
{
    Complete,

    /// <summary>The value may be nothing but an object around an array <c>conversations</c>, whose first object comes next.</summary>
    Wrapper,

    /// <summary>Another object comes behind its first line, which can't be inside of it: this line was cut off, and is the value.</summary>
    Cut,
    TooLarge,
    Truncated,
}

/// <summary>Finds where JSON values begin and end in a stream, without knowing what is in them.</summary>
internal sealed class JsonBytes(Stream input)
{
    private const byte Quote = (byte)'"', Escape = (byte)'\\';

    private const byte NewLine = (byte)'\n';

    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> InStringOfFirstLine = SearchValues.Create("\"\\\n"u8);
    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(",]} \t\r\n"u8);

    private byte[] _chunk = new byte[64 * 1024];
    private byte[] _value = new byte[64 * 1024];
    private int _valueStart;
    private int _valueLength;
    private int _depth;
    private int _separators;
    private bool _tooLarge;
    private bool _isRoot;
    private bool _isFirstLine;
    private bool _mayBeCut;
    private int _position;
    private int _length;

    /// <summary>The bytes of the last value or line.</summary>
    public ReadOnlyMemory<byte> Value => _value.AsMemory(_valueStart, _valueLength - _valueStart);

    /// <summary>The next byte that is no white space; null at the end.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken))
        {
            // 0xEF 0xBB 0xBF, the byte order mark of some editors, is skipped with the white space.
            var start = _chunk.AsSpan(_position, _length - _position).IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
            if (start >= 0)
            {
                _position += start;
                return _chunk[_position];
            }

            _position = _length;
        }

        return null;
    }

    public void Skip() => _position++;

    public async ValueTask<ValueEnd> ReadLineAsync(CancellationToken cancellationToken)
    {
        Begin(isRoot: false);
        while (await FillAsync(cancellationToken))
        {
            var end = _chunk.AsSpan(_position, _length - _position).IndexOf(NewLine);
            Take(end < 0 ? _length - _position : end);
            if (end >= 0)
            {
                break;
            }
        }

        return End();
    }

    public ValueTask<ValueEnd> ReadValueAsync(CancellationToken cancellationToken)
    {
        Begin(isRoot: false);
        return ReadToAsync(depth: 0, cancellationToken);
    }

    /// <summary>A value of which nothing is known yet: it may be a wrapper, or a line that was cut off.</summary>
    public ValueTask<ValueEnd> ReadRootAsync(CancellationToken cancellationToken)
    {
        Begin(isRoot: true);
        return ReadToAsync(depth: 0, cancellationToken);
    }

    /// <summary>Of what may be a wrapper, of which it stays a part.</summary>
    public ValueTask<ValueEnd> ReadFirstItemAsync(CancellationToken cancellationToken)
    {
        _valueStart = _valueLength;
        return ReadToAsync(_depth, cancellationToken);
    }

    /// <summary>What was no wrapper, to its end.</summary>
    public ValueTask<ValueEnd> ReadWholeAsync(CancellationToken cancellationToken)
    {
        _valueStart = 0;
        return ReadToAsync(depth: 0, cancellationToken);
    }

    /// <summary>What a wrapper has behind its array.</summary>
    public async ValueTask SkipRestAsync(CancellationToken cancellationToken)
    {
        Begin(isRoot: false);
        (_depth, _tooLarge) = (1, true); // nothing is kept of it
        await ReadToAsync(depth: 0, cancellationToken);
    }

    private async ValueTask<ValueEnd> ReadToAsync(int depth, CancellationToken cancellationToken)
    {
        var inString = false;
        while (await FillAsync(cancellationToken))
        {
            var isScalar = _depth == depth && !inString && _chunk[_position] is not ((byte)'{' or (byte)'[' or Quote);
            var rest = _chunk.AsSpan(_position, _length - _position);
            var next = rest.IndexOfAny(isScalar ? AfterScalar : !inString ? Structure : _isFirstLine ? InStringOfFirstLine : InString);
            if (next < 0)
            {
                Take(rest.Length);
                continue;
            }

            if (isScalar)
            {
                // A stray delimiter counts as a value of its own, so that reading always goes on.
                Take(Math.Max(next, _valueLength == _valueStart ? 1 : 0));
                return End();
            }

            var found = rest[next];
            Take(next + 1);
            switch (found)
            {
                case Escape:
                    if (await FillAsync(cancellationToken) && _chunk[_position] != NewLine)
                    {
                        Take(1);
                    }

                    continue;
                case NewLine:
                    // No string goes on in the next line.
                    _isFirstLine = !_tooLarge && _value.AsSpan(0, _valueLength - 1).IndexOf(NewLine) < 0;
                    if (_isFirstLine && await FillAsync(cancellationToken) && _chunk[_position] is (byte)'{')
                    {
                        return Cut();
                    }

                    _isFirstLine = false;
                    continue;
                case Quote:
                    inString = !inString;
                    break;
                case (byte)'{' when _mayBeCut && _value.AsSpan(0, _valueLength - 1).EndsWith("\n"u8) && IsCutBefore(_valueLength - 1):
                    return Cut();
                case (byte)'[' when _isRoot && _depth == 1 && IsConversations():
                    _depth++;
                    if (await PeekWithinAsync(cancellationToken) is (byte)'{')
                    {
                        return ValueEnd.Wrapper;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                default:
                    _depth--;
                    break;
            }

            if (_depth <= depth && !inString)
            {
                return End();
            }
        }

        return _mayBeCut && IsCutBefore(_valueLength) ? Cut() : ValueEnd.Truncated;
    }

    /// <summary>Whether what was taken ends with the array's beginning of <c>"conversations": [</c>.</summary>
    private bool IsConversations()
    {
        var before = _value.AsSpan(0, _valueLength - 1).TrimEnd(" \t\r\n"u8);
        return before.EndsWith(":"u8) && before[..^1].TrimEnd(" \t\r\n"u8).EndsWith("\"conversations\""u8);
    }

    /// <summary>Whether the second line begins an object, and one ends behind which there is no comma, but another one or nothing at all.</summary>
    private bool IsCutBefore(int end)
    {
        var before = _value.AsSpan(0, end);
        if (_tooLarge || !before.TrimEnd(" \t\r\n"u8).EndsWith("}"u8))
        {
            return false;
        }

        // Looked for once: the first line may be long.
        _mayBeCut = before.IndexOf(NewLine) is >= 0 and var line && before[(line + 1)..].StartsWith("{"u8);
        return _mayBeCut;
    }

    /// <summary>Only the first line of what was taken is the value: what is behind it is read once more.</summary>
    private ValueEnd Cut()
    {
        var line = _value.AsSpan(0, _valueLength).IndexOf(NewLine) + 1;
        var behind = _valueLength - line;
        if (behind > 0)
        {
            var waiting = _length - _position;
            var chunk = new byte[Math.Max(_chunk.Length, behind + waiting)];
            _value.AsSpan(line, behind).CopyTo(chunk);
            _chunk.AsSpan(_position, waiting).CopyTo(chunk.AsSpan(behind));
            (_chunk, _position, _length) = (chunk, 0, behind + waiting);
        }

        (_valueStart, _valueLength) = (0, line);
        return ValueEnd.Cut;
    }

    private ValueEnd End() => _tooLarge ? ValueEnd.TooLarge : ValueEnd.Complete;

    private void Begin(bool isRoot)
    {
        (_valueStart, _valueLength, _depth, _separators, _tooLarge) = (0, 0, 0, 0, false);
        (_isRoot, _isFirstLine, _mayBeCut) = (isRoot, isRoot, isRoot);
    }

    /// <summary>The next byte that is no white space, which belongs to the value.</summary>
    private async ValueTask<byte?> PeekWithinAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken))
        {
            var start = _chunk.AsSpan(_position, _length - _position).IndexOfAnyExcept(" \t\r\n"u8);
            Take(start < 0 ? _length - _position : start);
            if (start >= 0)
            {
                return _chunk[_position];
            }
        }

        return null;
    }

    private void Take(int count)
    {
        _separators += _chunk.AsSpan(_position, count).Count((byte)',');
        _tooLarge |= _valueLength + count > ImportLimits.Record || _separators > ImportLimits.RecordValues;
        if (!_tooLarge)
        {
            if (_valueLength + count > _value.Length)
            {
                Array.Resize(ref _value, Math.Min(ImportLimits.Record, Math.Max(_value.Length * 2, _valueLength + count)));
            }

            _chunk.AsSpan(_position, count).CopyTo(_value.AsSpan(_valueLength));
            _valueLength += count;
        }

        _position += count;
    }

    /// <summary>False at the end of the stream.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_position == _length)
        {
            _position = 0;
            _length = await input.ReadAsync(_chunk, cancellationToken);
        }

        return _position < _length;
    }
}
