using System.Buffers.Binary;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

public sealed class SoundLengthTests
{
    [Theory]
    [InlineData(48_000, 1.5, 1.5)]
    [InlineData(0xFFFF_FFFF, 1.5, 1.5)] // streamed: its end was not known
    [InlineData(24_000, 1.5, 0.5)]
    public void A_wave_is_as_long_as_its_data(uint size, double seconds, double expected)
    {
        const int BytesPerSecond = 48_000;
        if (size == BytesPerSecond)
        {
            size = (uint)(seconds * BytesPerSecond);
        }

        Assert.Equal(expected, SoundLength.Of(Wave(size, BytesPerSecond, (int)(seconds * BytesPerSecond)))!.Value, 3);
    }

    [Fact]
    public void An_mp3_is_as_long_as_its_frames()
    {
        byte[] frame = [0xFF, 0xFB, 0x90, 0x00, .. new byte[413]]; // MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes, 26.12 ms
        byte[] low = [0xFF, 0xF3, 0x40, 0x00, .. new byte[92]]; // MPEG 2, 32 kbit/s, 22.05 kHz: 104 bytes, 26.12 ms
        byte[] tag = [(byte)'I', (byte)'D', (byte)'3', 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5];

        Assert.Equal(38 * 1152 / 44_100d, SoundLength.Of([.. Enumerable.Repeat(frame, 38).SelectMany(one => one)])!.Value, 6);
        Assert.Equal(2 * 1152 / 44_100d, SoundLength.Of([.. tag, .. frame, .. frame, .. "TAG"u8])!.Value, 6);
        Assert.Equal(576 / 22_050d, SoundLength.Of(low)!.Value, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("52494646")]
    [InlineData("524946460000000057415645666D74201000000001000100")]
    [InlineData("5249464600000000574156456461746100000000")]
    [InlineData("FFFFFFFF")]
    [InlineData("FFFB")]
    [InlineData("494433040000000000")]
    [InlineData("4F676753")]
    public void Of_what_is_broken_or_something_else_nothing_is_told(string bytes) => Assert.Null(SoundLength.Of(Convert.FromHexString(bytes)));

    private static byte[] Wave(uint size, int bytesPerSecond, int length)
    {
        var wave = new byte[44 + length];
        "RIFF"u8.CopyTo(wave);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), bytesPerSecond);
        "data"u8.CopyTo(wave.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(wave.AsSpan(40), size);
        return wave;
    }
}
