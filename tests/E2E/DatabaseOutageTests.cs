using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>PostgreSQL goes away and comes back; the process stays.</summary>
public sealed class DatabaseOutageTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task In_the_middle_of_the_day_everyone_is_told_and_all_goes_on_without_a_restart()
    {
        var database = new Uri(await TestServers.NewDatabaseAsync());
        await using var line = TcpRelay.To(database);
        line.Open();
        var app = await StartAppAsync(("DB_URL", new UriBuilder(database) { Port = line.Port }.Uri.ToString()));
        var id = await app.Client.CreateAsync("Trip to Oslo");
        List<string> acknowledged = [];
        await WriteAsync("before");
        var page = await NewPageAsync(app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);
        var newcomer = await page.Context.NewPageAsync();
        Allow("503");

        await line.CutAsync();
        using var refused = await app.Client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type = "user", content = "lost" }, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty((await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString()!);
        using var read = await app.Client.GetAsync($"/api/conversations/{id}", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);

        // The page that is open says what did not work and goes on; one that is opened now says it too.
        await screen.Star.ClickAsync();
        await Expect(history.Toasts.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached");
        await Expect(screen.Messages).ToHaveTextAsync(["before"]);
        await newcomer.GotoAsync($"/c/{id}");
        await Expect(newcomer.GetByRole(AriaRole.Heading, new() { Name = "ConvoWeb can’t reach its database" }).First).ToBeVisibleAsync();
        await Expect(newcomer.GetByText("Nothing that was saved is lost.").First).ToBeVisibleAsync();

        line.Open();
        await app.WaitForAsync(HttpStatusCode.OK);
        await WriteAsync("after");

        await Expect(screen.Messages).ToHaveTextAsync(["before", "after"]);
        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        await newcomer.ReloadAsync();
        await Expect(new ConversationScreen(newcomer).Messages).ToHaveTextAsync(["before", "after"]);
        var stored = (await app.Client.MessagesAsync(id)).Select(message => message.GetProperty("content").GetString());
        Assert.Equal(acknowledged, stored);

        async Task WriteAsync(string content)
        {
            await app.Client.AppendAsync(id, "user", content);
            acknowledged.Add(content);
        }
    }

    [Fact]
    public async Task Under_fifty_streams_of_a_model_no_caller_notices_and_all_of_it_is_stored_once_afterwards()
    {
        const int Streams = 50, Asked = 25;
        var database = new Uri(await TestServers.NewDatabaseAsync());
        await using var line = TcpRelay.To(database);
        line.Open();
        using var model = new StreamingModel();
        var app = await StartAppAsync(("DB_URL", new UriBuilder(database) { Port = line.Port }.Uri.ToString()), ("UPSTREAM_URL", model.Address));
        var settings = await app.Client.GetFromJsonAsync<JsonElement>("/api/settings/privacy", Cancel);
        var version = settings.GetProperty("recording").GetProperty("note_version").GetInt32();
        using var agreed = await app.Client.PatchAsJsonAsync("/api/settings/privacy", new { recording = new { agreed_version = version } }, Cancel);
        agreed.EnsureSuccessStatusCode();
        using var program = new HttpClient { BaseAddress = app.Address };
        var begun = await Task.WhenAll(Enumerable.Range(0, Streams).Select(AskAsync));

        await line.CutAsync();
        var askedMeanwhile = Enumerable.Range(Streams, Asked).Select(AskAsync).ToList();
        model.Continue(Streams + Asked);
        foreach (var answer in begun.Concat(await Task.WhenAll(askedMeanwhile)))
        {
            Assert.EndsWith("data: [DONE]\n\n", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            answer.Dispose();
        }

        await WaitForSpooledAsync(Streams + Asked);
        Assert.DoesNotContain("Question", string.Concat(app.Output), StringComparison.Ordinal);
        line.Open();
        await app.WaitForAsync(HttpStatusCode.OK);
        await WaitForSpooledAsync(0);

        var conversations = (await app.Client.GetFromJsonAsync<JsonElement>("/api/conversations?limit=200", Cancel)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            Enumerable.Range(0, Streams + Asked).Select(QuestionOf).Order(StringComparer.Ordinal),
            conversations.Select(one => one.GetProperty("title").GetString()!).Order(StringComparer.Ordinal));
        foreach (var conversation in conversations)
        {
            var messages = await app.Client.MessagesAsync(conversation.GetProperty("id").GetString()!);
            Assert.Equal(["final", "final"], messages.Select(message => message.GetProperty("state").GetString()));
            Assert.Equal("Most are open.", messages.Last().GetProperty("content").GetString());
        }

        static string QuestionOf(int i) => $"Question {i}?";

        async Task<HttpResponseMessage> AskAsync(int i)
        {
            var body = JsonContent.Create(new { model = "test-1", stream = true, messages = new[] { new { role = "user", content = QuestionOf(i) } } });
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = body };
            return (await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel)).EnsureSuccessStatusCode();
        }

        async Task WaitForSpooledAsync(int talks)
        {
            while (!(await app.Client.GetTextAsync("/metrics")).Contains($"\nconvoweb_proxy_spooled {talks}\n", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), Cancel); // polls the state of another process
            }
        }
    }

    [Fact]
    public async Task Away_at_the_start_the_process_waits_and_the_page_loads_by_itself_when_it_is_there()
    {
        var database = new Uri(await TestServers.NewDatabaseAsync());
        await using var line = TcpRelay.To(database);
        var app = CreateApp(("DB_URL", new UriBuilder(database) { Port = line.Port }.Uri.ToString()));
        app.Launch();
        await app.WaitForAsync(HttpStatusCode.ServiceUnavailable);

        var ready = await app.Client.GetTextAsync("/health/ready");
        Assert.Contains("127.0.0.1", ready, StringComparison.Ordinal); // where it is looked for
        using var live = await app.Client.GetAsync("/health/live", Cancel);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var api = await app.Client.GetAsync("/api/conversations", Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (api.StatusCode, api.Content.Headers.ContentType?.MediaType));

        var page = await NewPageAsync(app);
        Allow("503");
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ConvoWeb can’t reach its database" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("tries again every 3 seconds");

        line.Open();

        var history = new HistoryPage(page);
        await history.ToBeLiveAsync();
        await Expect(history.Welcome).ToBeVisibleAsync();
        Assert.False(app.HasExited);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
