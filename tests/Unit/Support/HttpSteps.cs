using System.Net;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Requests and answers as they are on the wire.</summary>
public static class HttpSteps
{
    /// <summary><paramref name="call"/> is a method and an address, as in <c>POST /api/conversations</c>.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string call, string? json = null, params (string Name, string Value)[] headers)
    {
        var (method, address) = call.Split(' ', 2) is [var first, var second] ? (first, second) : throw new ArgumentException("No method.", nameof(call));
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return client.SendAsync(request, Cancel);
    }

    /// <summary>The answer of a call that works.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpClient client, string call, string? json = null, params (string Name, string Value)[] headers)
    {
        var response = await client.SendAsync(call, json, headers);
        Assert.True(response.IsSuccessStatusCode, $"{call}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}");
        return await response.JsonAsync();
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>The answer of a call that is refused: problem details with that status.</summary>
    public static async Task<JsonElement> ProblemAsync(this Task<HttpResponseMessage> call, HttpStatusCode status)
    {
        var response = await call;
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{(int)status} was expected, not {(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(body);
        Assert.Equal((int)status, problem.Number("status"));
        return problem;
    }

    /// <summary>That the call is refused with 400, and which fields the answer names.</summary>
    public static async Task<IReadOnlyList<string>> RefusedFieldsAsync(this Task<HttpResponseMessage> call)
    {
        var problem = await call.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.True(problem.TryGetProperty("errors", out var errors), $"No errors in {problem}");
        return [.. errors.EnumerateObject().Select(error => error.Name)];
    }

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string name = "items") => [.. json.GetProperty(name).EnumerateArray()];

    public static IReadOnlyList<string?> Texts(this IEnumerable<JsonElement> items, string name) => [.. items.Select(item => item.Text(name))];

    public static async Task<string> AddConversationAsync(this HttpClient client, string title = "Trip to Oslo") =>
        (await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new { title }))).Text("id")!;

    public static Task<JsonElement> AppendAsync(this HttpClient client, string conversation, string content, string type = "user") =>
        client.JsonAsync($"POST /v1/conversations/{conversation}/messages", JsonSerializer.Serialize(new { type, content }));
}
