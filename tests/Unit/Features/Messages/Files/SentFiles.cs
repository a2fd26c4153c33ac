using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

/// <summary>Files as programs send them.</summary>
internal static class SentFiles
{
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Task<HttpResponseMessage> PostFileAsync(
        this HttpClient client, byte[] bytes, string? mediaType = null, string query = "", string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/files" + query) { Content = new ByteArrayContent(bytes) };
        if (mediaType is not null)
        {
            Assert.True(request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType));
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return client.SendAsync(request, Cancel);
    }

    public static async Task<JsonElement> AddFileAsync(
        this HttpClient client, byte[] bytes, string? mediaType = null, string query = "", string? idempotencyKey = null)
    {
        var response = await client.PostFileAsync(bytes, mediaType, query, idempotencyKey);
        Assert.True(response.StatusCode is HttpStatusCode.Created, $"{response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}");
        var file = await response.JsonAsync();
        Assert.Equal(file.Text("url"), response.Headers.Location?.ToString());
        return file;
    }

    public static Task<HttpResponseMessage> GetRangeAsync(this HttpClient client, string url, string range, string? ifRange = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = RangeHeaderValue.Parse(range);
        if (ifRange is not null)
        {
            request.Headers.IfRange = RangeConditionHeaderValue.Parse(ifRange);
        }

        return client.SendAsync(request, Cancel);
    }
}
