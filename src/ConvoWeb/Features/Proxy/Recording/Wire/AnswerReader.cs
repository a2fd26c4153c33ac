using System.Buffers;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>Reads an answer beside its way to the client, from the bytes as they arrive. Nothing in them makes it throw.</summary>
/// <param name="isEventStream">It is <c>text/event-stream</c>; otherwise one JSON body, which is read at its end.</param>
/// <param name="isError">Its status is an error's.</param>
internal sealed class AnswerReader(bool isEventStream, bool isError)
{
    /// <summary>Of one line, and of a body: no more is held of an answer than that, and no more of it is kept.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>To find out that it is no JSON costs more than to read what is: whoever sends that many speaks another language.</summary>
    private const int MostFaults = 1000;

    private readonly AnswerDraft _answer = new(new TextRoom(MaxBytes));
    private readonly LineReader _lines = new(MaxBytes);
    private readonly ArrayBufferWriter<byte> _data = new(); // of the event that has not ended yet, or the body
    private bool? _isBody = isEventStream ? null : true;
    private bool _isDone;
    private bool _isStopped;
    private int _faults;
    private ChatAnswer? _end;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text that came since the last call: whole characters, at most one entry of each choice. Of a JSON body there is none before its end.</summary>
    public IReadOnlyList<AnswerText> Read(ReadOnlySpan<byte> bytes)
    {
        if (_isBody is null && !(bytes = bytes.TrimStart(" \t\r\n"u8)).IsEmpty)
        {
            // An error that is one body is often still called a stream.
            _isBody = bytes[0] is (byte)'{' or (byte)'[';
        }

        if (_isStopped || _isDone || bytes.IsEmpty || _end is not null)
        {
            return [];
        }

        if (_isBody is true)
        {
            Hold(bytes);
            return [];
        }

        while (!_isStopped && !_isDone && _lines.TryRead(ref bytes, out var line))
        {
            ReadLine(line);
        }

        _isStopped |= _lines.IsTooLong;
        return _answer.TakeText();
    }

    /// <summary>What came up to here, also in the middle of it.</summary>
    public ChatAnswer End()
    {
        if (_end is null && !_isStopped && !_isDone)
        {
            ReadRest();
        }

        return _end ??= _answer.ToAnswer(!_isStopped && (_isDone || _answer.IsFinished), isError);
    }

    private void ReadRest()
    {
        if (_isBody is true)
        {
            ReadBody();
            return;
        }

        if (!_lines.Rest.IsEmpty)
        {
            ReadLine(_lines.Rest);
        }

        EndEvent();
    }

    private void ReadBody()
    {
        using var body = WireJson.Parse(WithoutMark(_data.WrittenSpan));
        if (body is not null)
        {
            var root = body.RootElement;
            _answer.AddBody(root.ValueKind is System.Text.Json.JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root);
            _isDone = true;
        }
    }

    /// <summary>Of the fields of an event only its data says something, and what is not a field is a comment.</summary>
    private void ReadLine(ReadOnlySpan<byte> line)
    {
        line = WithoutMark(line);
        if (line.IsEmpty)
        {
            EndEvent();
        }
        else if (line.StartsWith("data"u8) && (line.Length == 4 || line[4] is (byte)':'))
        {
            line = line[Math.Min(5, line.Length)..];
            line = line is [(byte)' ', ..] ? line[1..] : line;

            // Nearly always it is in one line. That is read at once: some services leave out the empty line behind it.
            if (_data.WrittenCount > 0 || !TryReadData(line))
            {
                Hold(line);
                Hold("\n"u8);
            }
        }
    }

    private void EndEvent()
    {
        if (!_isDone && _data.WrittenSpan.ContainsAnyExcept(" \t\n"u8) && !TryReadData(_data.WrittenSpan))
        {
            _isStopped |= ++_faults > MostFaults;
        }

        _data.ResetWrittenCount();
    }

    /// <summary>False when it is not, or not yet, what can be read.</summary>
    private bool TryReadData(ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            _isDone = true;
            return true;
        }

        if (data is not [(byte)'{', .., (byte)'}'])
        {
            return false;
        }

        using var chunk = WireJson.Parse(data);
        if (chunk is null)
        {
            return false;
        }

        _answer.AddChunk(chunk.RootElement);
        return true;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_data.WrittenCount + bytes.Length > MaxBytes)
        {
            _isStopped = true;
            _data.Clear();
            return;
        }

        if (!_isStopped)
        {
            _data.Write(bytes);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith(Mark) ? text[Mark.Length..] : text;
}
