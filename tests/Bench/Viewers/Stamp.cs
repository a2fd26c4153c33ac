using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ConvoWeb.Bench.Viewers;

/// <summary>
/// When a text was sent, inside of it, by the machine's monotonic clock: the same in every process. A viewer's stamps
/// increase, so it also tells what is missing, comes twice or out of order.
/// </summary>
internal static class Stamp
{
    private const int Digits = 20;

    private static readonly byte[] Mark = "sent:"u8.ToArray();

    public static string Of(long number) => Encoding.ASCII.GetString(Mark) + number.ToString($"D{Digits}", CultureInfo.InvariantCulture);

    /// <summary>Writes the time into a text that has a stamp already.</summary>
    public static void Renew(byte[] text) =>
        Stopwatch.GetTimestamp().TryFormat(text.AsSpan(text.IndexOf(Mark) + Mark.Length, Digits), out _, $"D{Digits}", CultureInfo.InvariantCulture);

    /// <summary>Moves behind the next one. False when there is none.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out long number)
    {
        var at = text.IndexOf(Mark);
        number = 0;
        if (at < 0 || !Utf8Parser.TryParse(text.Slice(at + Mark.Length, Digits), out number, out _))
        {
            return false;
        }

        text = text[(at + Mark.Length + Digits)..];
        return true;
    }
}
