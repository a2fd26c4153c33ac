using System.Text;

namespace ConvoWeb.Components.Shared;

/// <summary>Chinese, Japanese and Korean text is marked, because it is set with more space between its lines.</summary>
public static class TextLanguage
{
    private const int Sample = 400;

    /// <summary><c>ja</c>, <c>ko</c> or <c>zh</c> for text that is mostly that; otherwise null.</summary>
    public static string? Of(string text)
    {
        int han = 0, kana = 0, hangul = 0, other = 0, seen = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++seen > Sample)
            {
                break;
            }

            switch (rune.Value)
            {
                case >= 0x3040 and <= 0x30FF or >= 0xFF66 and <= 0xFF9D:
                    kana++;
                    break;
                case >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x323AF:
                    han++;
                    break;
                case >= 0xAC00 and <= 0xD7A3 or >= 0x1100 and <= 0x11FF:
                    hangul++;
                    break;
                default:
                    other += Rune.IsLetter(rune) ? 1 : 0;
                    break;
            }
        }

        return han + kana + hangul <= other ? null : hangul > han + kana ? "ko" : kana > 0 ? "ja" : "zh";
    }
}
