using System.Text;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>How much more of an answer is kept, in bytes of UTF-8, over all that it has.</summary>
internal sealed class TextRoom(int bytes)
{
    public int Left { get; private set; } = bytes;

    public void Take(int taken) => Left -= taken;
}

/// <summary>Text that comes in pieces, up to a length. A piece may end within a character, which is whole with the next one only.</summary>
internal sealed class TextPieces(TextRoom room, int maxBytes = int.MaxValue)
{
    private readonly StringBuilder _text = new();
    private int _bytes;
    private char? _half;

    public bool IsEmpty => _text.Length == 0;

    public bool IsTruncated { get; private set; }

    /// <summary>Answers what is new of the text.</summary>
    public string Add(string piece)
    {
        var text = _half is null ? piece : _half + piece;
        _half = null;
        if (text is [.., var last] && char.IsHighSurrogate(last))
        {
            _half = last;
            text = text[..^1];
        }

        if (text.Length == 0 || IsTruncated)
        {
            return "";
        }

        text = CleanText.Of(text);
        var kept = WireText.CutBytes(text, Math.Min(maxBytes - _bytes, room.Left), out var bytes);
        IsTruncated = kept.Length < text.Length;
        _text.Append(kept);
        _bytes += bytes;
        room.Take(bytes);
        return kept;
    }

    public override string ToString() => _text.ToString();
}
