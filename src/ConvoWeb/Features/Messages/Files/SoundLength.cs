using System.Buffers.Binary;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>How long a sound is, from its bytes: WAV and MP3, which is what programs send to models.</summary>
internal static class SoundLength
{
    // ISO 11172-3 and 13818-3, layer III: kbit/s by the index in the header.
    private static readonly int[] Rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    private static readonly int[] Rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
    private static readonly int[] Samples1 = [44_100, 48_000, 32_000, 0];

    /// <summary>In seconds; null when it is neither, or cannot be told.</summary>
    public static double? Of(ReadOnlySpan<byte> sound) =>
        sound.StartsWith("RIFF"u8) ? OfWave(sound)
        : sound.StartsWith("ID3"u8) || sound is [0xFF, ..] ? OfMp3(sound)
        : null;

    private static double? OfWave(ReadOnlySpan<byte> wave)
    {
        var bytesPerSecond = 0u;
        for (var at = 12; at + 8 <= wave.Length;)
        {
            var name = wave.Slice(at, 4);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(wave[(at + 4)..]);
            var rest = (uint)(wave.Length - at - 8);
            if (name.SequenceEqual("fmt "u8) && size >= 16 && rest >= 16)
            {
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(wave[(at + 16)..]);
            }
            else if (name.SequenceEqual("data"u8))
            {
                // What was streamed does not say how much it is.
                return bytesPerSecond > 0 ? Math.Min(size, rest) / (double)bytesPerSecond : null;
            }

            if (size > rest)
            {
                return null;
            }

            at += 8 + (int)size + (int)(size & 1);
        }

        return null;
    }

    /// <summary>Frame by frame: the rate may change from one to the next.</summary>
    private static double? OfMp3(ReadOnlySpan<byte> mp3)
    {
        var at = mp3.StartsWith("ID3"u8) && mp3.Length > 10 ? 10 + (((mp3[6] & 0x7F) << 21) | ((mp3[7] & 0x7F) << 14) | ((mp3[8] & 0x7F) << 7) | (mp3[9] & 0x7F)) : 0;
        var seconds = 0d;
        while (at + 4 <= mp3.Length && FrameOf(mp3.Slice(at, 4)) is var (length, duration))
        {
            seconds += duration;
            at += length;
        }

        return seconds > 0 ? seconds : null;
    }

    /// <summary>How many bytes it has, and how long it sounds; null when there is none.</summary>
    private static (int Length, double Seconds)? FrameOf(ReadOnlySpan<byte> header)
    {
        var version = (header[1] >> 3) & 3; // 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
        var isLayer3 = ((header[1] >> 1) & 3) == 1;
        var rate = (version == 3 ? Rates1 : Rates2)[header[2] >> 4] * 1000;
        var samples = Samples1[(header[2] >> 2) & 3] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        if (header[0] != 0xFF || header[1] < 0xE0 || version == 1 || !isLayer3 || rate == 0 || samples == 0)
        {
            return null;
        }

        var ofFrame = version == 3 ? 1152 : 576;
        return ((ofFrame / 8 * rate / samples) + ((header[2] >> 1) & 1), ofFrame / (double)samples);
    }
}
