using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>Lets whoever asks for an export go away while its last bytes are sent, which the server takes without a word.</summary>
internal sealed class LeavingClient : IStartupFilter
{
    private readonly TaskCompletionSource _ended = new();

    /// <summary>When nothing of the request is left to do.</summary>
    public Task Ended => _ended.Task;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(ServeAsync);
        next(app);
    };

    private async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.Value!.Contains("/export", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        using var gone = new CancellationTokenSource();
        context.RequestAborted = gone.Token;
        context.Response.Body = new Taken(gone);
        context.Response.OnCompleted(() =>
        {
            _ended.TrySetResult(); // told last, because it was asked for first
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch
        {
            _ended.TrySetResult();
            throw;
        }
    }

    private sealed class Taken(CancellationTokenSource gone) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await gone.CancelAsync();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
