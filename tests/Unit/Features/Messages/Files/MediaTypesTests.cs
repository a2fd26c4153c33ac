using System.Text;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("RIFF....WAVEfmt ", "text/html", "audio/wav")]
    [InlineData("RIFF....WEBPVP8 ", null, "image/webp")]
    [InlineData("ID3\u0003", "text/html", "audio/mpeg")]
    [InlineData("OggS", "audio/ogg", "audio/ogg")]
    [InlineData("OggS", "video/ogg", "video/ogg")]
    [InlineData("fLaC", null, "audio/flac")]
    [InlineData("GIF89a", null, "image/gif")]
    [InlineData("\u0000\u0000\u0000\u0020ftypM4A ", null, "audio/mp4")]
    [InlineData("\u0000\u0000\u0000\u0020ftypisom", null, "video/mp4")]
    [InlineData("\u0000\u0000\u0000\u0020ftypisom", "audio/mp4", "audio/mp4")]
    [InlineData("\u001aE\u00df\u00a3", "audio/webm;codecs=opus", "audio/webm")]
    [InlineData("\u001aE\u00df\u00a3", null, "video/webm")]
    [InlineData("\u00ff\u00fb", "audio/mp3", "audio/mpeg")]
    [InlineData("\u00ff\u00f1", "audio/aac", "audio/aac")]
    [InlineData("\u00ff\u00fe", "text/plain", "text/plain")] // a byte order mark
    [InlineData("\u00ff\u00d8\u00ff", null, "image/jpeg")]
    [InlineData("\u0089PNG\r\n\u001a\n", null, "image/png")]
    [InlineData("%PDF-1.7", null, "application/pdf")]
    [InlineData("hello", "text/plain; charset=utf-8", "text/plain")]
    [InlineData("hello", "AUDIO/WAV", "application/octet-stream")]
    [InlineData("hello", "*/*", "application/octet-stream")]
    [InlineData("hello", "no type", "application/octet-stream")]
    [InlineData("", null, "application/octet-stream")]
    public void The_first_bytes_tell_what_a_file_is(string start, string? claimed, string type) =>
        Assert.Equal(type, MediaTypes.Of(Encoding.Latin1.GetBytes(start), claimed));

    [Theory]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    [InlineData("application/pdf")]
    [InlineData("video/mp4")]
    [InlineData("application/octet-stream")]
    public void Few_kinds_are_shown_in_place(string type) => Assert.False(MediaTypes.IsSafeInPlace(type));
}
