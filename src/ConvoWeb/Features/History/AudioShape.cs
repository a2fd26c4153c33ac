using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.History;

/// <summary>The bars behind the position of a player: the rhythm of the words, since nobody has listened to the sound yet.</summary>
internal static class AudioShape
{
    public const int Width = 320, Height = 32;

    private const int Step = 5, Bars = Width / Step, Middle = Height / 2, Tallest = 26, Smallest = 3;

    public static string Of(string content)
    {
        var path = new StringBuilder(Bars * 14);
        for (var bar = 0; bar < Bars; bar++)
        {
            var letter = content.Length == 0 ? ' ' : content[(int)((long)bar * content.Length / Bars)];
            var fade = content.Length < Bars && bar % 2 == 1 ? .55 : 1; // where a letter has several bars
            var height = Smallest + ((Tallest - Smallest) * Strength(letter) * fade);
            path.Append(CultureInfo.InvariantCulture, $"M{(bar * Step) + 2.5:0.#} {Middle - (height / 2):0.#}v{height:0.#}");
        }

        return path.ToString();
    }

    /// <summary>Vowels sound, consonants less, and a pause not at all.</summary>
    private static double Strength(char letter) => char.ToLowerInvariant(letter) switch
    {
        'a' or 'o' or 'å' or 'ä' => 1,
        'e' or 'i' or 'u' or 'y' or 'é' or 'ö' or 'ü' => .75,
        'l' or 'm' or 'n' or 'r' or 'v' or 'w' => .45,
        >= 'a' and <= 'z' => .25,
        _ when char.IsLetterOrDigit(letter) => .25 + (letter % 7 / 10d),
        _ => 0,
    };
}
