using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ConvoWeb.Features.Search.Saved;
using ConvoWeb.Platform.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConvoWeb.Tests.Unit.Platform.Errors;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("text/html"), InlineData("text/markdown"), InlineData("application/json"), InlineData("*/*")]
    public async Task A_refusal_is_told_whatever_the_client_accepts(string accept)
    {
        var alice = SharedApp.NewOwner(Engine.Sqlite);

        var problem = await alice.SendAsync("GET /api/conversations?limit=0", null, ("Accept", accept)).ProblemAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty("limit", out _));
    }

    [Fact]
    public async Task A_refusal_says_what_a_browser_may_do_with_it()
    {
        var alice = SharedApp.NewOwner(Engine.Sqlite);

        var response = await alice.SendAsync("GET /api/conversations?limit=0");

        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_body_in_an_unknown_charset_is_refused()
    {
        var alice = SharedApp.NewOwner(Engine.Sqlite);
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=nonsense");

        await alice.PostAsync("/api/conversations", content, Cancel).ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_told_by_the_reference_of_its_line_in_the_log()
    {
        var log = new FaultLog();
        await using var app = new ConvoWebApp
        {
            Replace = services => services
                .AddSingleton<ILoggerProvider>(log)
                .AddSingleton<SavedSearchService>(_ => throw new InvalidOperationException("A secret")),
        };
        using var client = app.CreateClient();

        var problem = await client.SendAsync("GET /api/searches").ProblemAsync(HttpStatusCode.InternalServerError);

        var logged = Assert.IsType<ReferencedException>(Assert.Single(log.Logged));
        Assert.Equal("A secret", logged.InnerException!.Message);
        Assert.Equal(logged.Reference, problem.Text("reference"));
        Assert.Contains(logged.Reference, problem.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-last_message_at", "-9223372036854775808"), InlineData("created_at", "-90000000000000")]
    [InlineData("message_count", "99999999999"), InlineData("audio_duration", "NaN")]
    public async Task A_forged_cursor_is_refused(string sort, string key)
    {
        var alice = SharedApp.NewOwner(Engine.Sqlite);
        var cursor = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{sort}\n{Guid.NewGuid()}\n{key}"));

        Assert.Equal(["cursor"], await alice.SendAsync($"GET /api/conversations?sort={sort}&cursor={cursor}").RefusedFieldsAsync());
    }

    private sealed class FaultLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<Exception> Logged { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null && IsEnabled(logLevel))
            {
                Logged.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
