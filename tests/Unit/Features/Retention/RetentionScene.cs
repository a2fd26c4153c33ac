using System.Net;
using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Retention;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>An app whose time stands still until the test moves it, and that sweeps when the test says so.</summary>
internal sealed class RetentionScene(Engine engine, params (string Key, string Value)[] settings) : IAsyncDisposable
{
    public static readonly CurrentUser User = new("alice");

    private readonly TestClock _clock = new();
    private ConvoWebApp? _app;

    public ConvoWebApp App => _app ??= new ConvoWebApp(engine) { Clock = _clock, Settings = settings.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal) };

    public HttpClient Alice => field ??= App.ClientFor(User.Id);

    public DateTimeOffset Now => _clock.GetUtcNow();

    public void Pass(double days) => _clock.Jump(TimeSpan.FromDays(days));

    public Task SweepAsync() => App.Get<RetentionSweep>().RunAsync(Cancel);

    public Task<JsonElement> SettleAsync(object retention) =>
        Alice.JsonAsync("PATCH /api/settings/privacy", JsonSerializer.Serialize(new { retention }));

    public Task<JsonElement> PreviewAsync(object? proposed = null) => proposed is null
        ? Alice.JsonAsync("GET /api/retention/preview")
        : Alice.JsonAsync("POST /api/retention/preview", JsonSerializer.Serialize(proposed));

    /// <summary>With one message.</summary>
    public async Task<string> AddAsync(string title = "Trip to Oslo", HttpClient? client = null)
    {
        var id = await (client ?? Alice).AddConversationAsync(title);
        await (client ?? Alice).AppendAsync(id, "Which museums are open?");
        return id;
    }

    public Task ChangeAsync(string id, string json) => Alice.JsonAsync($"PATCH /api/conversations/{id}", json);

    /// <summary>Null: nothing is left of it.</summary>
    public async Task<string?> StatusAsync(string id, HttpClient? client = null)
    {
        using var answer = await (client ?? Alice).SendAsync($"GET /api/conversations/{id}");
        return answer.StatusCode is HttpStatusCode.NotFound ? null : (await answer.JsonAsync()).Text("status");
    }

    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await Alice.JsonAsync("GET /api/audit")).Items().Select(entry => $"{entry.Text("actor")} {entry.Text("action")} {entry.Number("count")}")];

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
