using System.Buffers;

namespace ConvoWeb.Features.Import.Reading;

internal enum ValueEnd
{
    Complete,

    /// <summary>The value turned out to be an object around an array <c>conversations</c>, and its first item comes next.</summary>
    Wrapper,
    TooLarge,
    Truncated,
}

/// <summary>Finds where JSON values begin and end in a stream, without knowing what is in them.</summary>
internal sealed class JsonBytes(Stream input)
{
    private const byte Quote = (byte)'"', Escape = (byte)'\\';

    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(",]} \t\r\n"u8);

    private readonly byte[] _chunk = new byte[64 * 1024];
    private byte[] _value = new byte[64 * 1024];
    private int _valueLength;
    private bool _tooLarge;
    private int _separators;
    private int _position;
    private int _length;

    /// <summary>The bytes of the last value or line.</summary>
    public ReadOnlyMemory<byte> Value => _value.AsMemory(0, _valueLength);

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
        Begin();
        while (await FillAsync(cancellationToken))
        {
            var end = _chunk.AsSpan(_position, _length - _position).IndexOf((byte)'\n');
            Take(end < 0 ? _length - _position : end);
            if (end >= 0)
            {
                break;
            }
        }

        return _tooLarge ? ValueEnd.TooLarge : ValueEnd.Complete;
    }

    public ValueTask<ValueEnd> ReadValueAsync(bool isRoot, CancellationToken cancellationToken)
    {
        Begin();
        return ReadValueAsync(isRoot, depth: 0, cancellationToken);
    }

    /// <summary>The object whose beginning was taken for a wrapper, to its end: <paramref name="start"/>, its first item and the rest.</summary>
    public ValueTask<ValueEnd> ReadUnwrappedAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        const int InArrayOfObject = 2;

        var value = new byte[start.Length + _valueLength];
        start.CopyTo(value);
        Value.CopyTo(value.AsMemory(start.Length));
        (_value, _valueLength) = (value, value.Length);
        return ReadValueAsync(isRoot: false, InArrayOfObject, cancellationToken);
    }

    private async ValueTask<ValueEnd> ReadValueAsync(bool isRoot, int depth, CancellationToken cancellationToken)
    {
        var inString = false;
        while (await FillAsync(cancellationToken))
        {
            var isScalar = depth == 0 && !inString && _chunk[_position] is not ((byte)'{' or (byte)'[' or Quote);
            var rest = _chunk.AsSpan(_position, _length - _position);
            var next = rest.IndexOfAny(isScalar ? AfterScalar : inString ? InString : Structure);
            if (next < 0)
            {
                Take(rest.Length);
                continue;
            }

            if (isScalar)
            {
                // A stray delimiter counts as a value of its own, so that reading always goes on.
                Take(Math.Max(next, _valueLength == 0 ? 1 : 0));
                return End();
            }

            var found = rest[next];
            Take(next + 1);
            switch (found)
            {
                case Escape:
                    if (await FillAsync(cancellationToken))
                    {
                        Take(1);
                    }

                    continue;
                case Quote:
                    inString = !inString;
                    break;
                case (byte)'[' when isRoot && depth == 1 && IsConversations():
                    return ValueEnd.Wrapper;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            if (depth <= 0 && !inString)
            {
                return End();
            }
        }

        return ValueEnd.Truncated;
    }

    /// <summary>Whether what was taken ends with the array's beginning of <c>"conversations": [</c>.</summary>
    private bool IsConversations()
    {
        var before = _value.AsSpan(0, _valueLength - 1).TrimEnd(" \t\r\n"u8);
        return before.EndsWith(":"u8) && before[..^1].TrimEnd(" \t\r\n"u8).EndsWith("\"conversations\""u8);
    }

    private ValueEnd End() => _tooLarge ? ValueEnd.TooLarge : ValueEnd.Complete;

    private void Begin() => (_valueLength, _separators, _tooLarge) = (0, 0, false);

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
