using System.Net;

namespace ConvoWeb.Tests.Unit.Platform.Observability;

public sealed class OperationTests
{
    [Fact]
    public async Task Requests_appends_and_errors_are_counted()
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "one");
        await alice.AppendAsync(id, "two");
        await alice.SendAsync("POST /api/conversations", "[]");
        await alice.SendAsync($"GET /api/conversations/{Guid.NewGuid()}");

        var metrics = await alice.SendAsync("GET /metrics");

        var lines = (await metrics.Content.ReadAsStringAsync(Cancel)).Split('\n');
        Assert.Equal("text/plain", metrics.Content.Headers.ContentType?.MediaType);
        Assert.Contains("convoweb_appends_total 2", lines);
        Assert.Contains("convoweb_requests_total{status=\"2xx\"} 3", lines);
        Assert.Contains("convoweb_requests_total{status=\"4xx\"} 2", lines);
        Assert.Contains("convoweb_errors_total{status=\"400\"} 1", lines);
        Assert.Contains("convoweb_errors_total{status=\"404\"} 1", lines);
    }

    [Theory, DatabaseData]
    public async Task A_healthy_program_says_so(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        Assert.Equal("live", (await alice.JsonAsync("GET /health/live")).Text("status"));
        Assert.Equal("ready", (await alice.JsonAsync("GET /health/ready")).Text("status"));
    }

    [Fact]
    public async Task Every_route_of_the_API_is_described()
    {
        var paths = (await SharedApp.NewOwner().JsonAsync("GET /openapi/v1.json")).GetProperty("paths");

        string[] routes =
        [
            "get /api/conversations", "post /api/conversations", "get /api/conversations/{id}", "put /api/conversations/{id}", "patch /api/conversations/{id}",
            "delete /api/conversations/{id}", "post /api/conversations/{id}/restore", "get /api/conversations/{id}/messages",
            "post /api/conversations/{id}/messages", "get /v1/conversations/{id}/messages", "post /v1/conversations/{id}/messages",
            "patch /v1/conversations/{id}/messages/{messageId}", "delete /v1/conversations/{id}/messages/{messageId}",
            "get /api/personalities", "post /api/personalities", "get /api/personalities/{id}", "put /api/personalities/{id}",
            "patch /api/personalities/{id}", "delete /api/personalities/{id}", "get /health/ready", "get /metrics",
        ];
        Assert.Empty(routes.Except(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name}"))));
    }

    [Fact]
    public async Task A_page_to_try_it_is_there() =>
        Assert.Equal(HttpStatusCode.OK, (await SharedApp.NewOwner().SendAsync("GET /docs/index.html")).StatusCode);

    [Fact]
    public async Task Every_answer_says_what_a_browser_may_do_with_it()
    {
        var answer = await SharedApp.NewOwner().SendAsync("GET /api/conversations");

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("default-src 'none'; script-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }
}
