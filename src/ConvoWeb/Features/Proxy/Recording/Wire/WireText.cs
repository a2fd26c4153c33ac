using System.Text;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>Cuts text between two characters.</summary>
internal static class WireText
{
    public static string CutCharacters(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (max-- == 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    /// <param name="bytes">How many of UTF-8 are left, which are at most <paramref name="maxBytes"/>.</param>
    public static string CutBytes(string text, int maxBytes, out int bytes)
    {
        bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= maxBytes)
        {
            return text;
        }

        bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > maxBytes)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
