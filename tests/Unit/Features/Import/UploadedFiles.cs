using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Uploads as a browser sends them.</summary>
internal static class UploadedFiles
{
    public static async Task<JsonElement> ImportAsync(HttpClient client, string query, params (string Name, byte[] Content)[] files)
    {
        var response = await PostAsync(client, query, files);
        Assert.True(response.StatusCode is HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancel));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string query, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), "file", name);
        }

        return await client.PostAsync("/api/import" + query, form, Cancel);
    }

    /// <summary>On a stream that cannot be sought, sizes come behind the data, as many programs write them.</summary>
    public static byte[] Zip(bool sizesBehind, params (string Name, byte[] Content)[] entries)
    {
        var output = new MemoryStream();
        using (var zip = new ZipArchive(sizesBehind ? new ForwardOnly(output) : output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return output.ToArray();
    }

    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
