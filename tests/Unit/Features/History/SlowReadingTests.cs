using Bunit;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.History;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>A database that takes its time: the page is rendered between any two of its answers.</summary>
public sealed class SlowReadingTests : PageTest
{
    private Turnstile _database = null!;

    protected override void Replace(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IDatabase));
        services.AddSingleton<IDatabase>(provider => _database = new Turnstile((IDatabase)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }

    [Fact]
    public async Task A_transcript_is_rendered_at_any_moment_while_it_is_read()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("Which museums are open?"), Said.Ai("Most of them."));
        _database.Close();
        var pane = Render<TranscriptPane>(p => p.Add(c => c.Id, conversation.Id));

        while (pane.FindAll("article").Count == 0)
        {
            pane.WaitForState(() => _database.IsWaitedFor || pane.FindAll("article").Count > 0);
            pane.Render();
            _database.LetOneThrough();
        }

        _database.Open();
        Assert.Equal(2, pane.FindAll("article").Count);
    }

    private sealed class Turnstile(IDatabase database) : IDatabase
    {
        private readonly SemaphoreSlim _turns = new(0);
        private volatile bool _isClosed;
        private int _waiting;

        public DatabaseUrl Url => database.Url;

        public bool IsWaitedFor => Volatile.Read(ref _waiting) > 0;

        public void Close() => _isClosed = true;

        public void Open()
        {
            _isClosed = false;
            _turns.Release(100);
        }

        public void LetOneThrough()
        {
            if (IsWaitedFor)
            {
                Interlocked.Decrement(ref _waiting);
                _turns.Release();
            }
        }

        public async ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken)
        {
            if (_isClosed)
            {
                Interlocked.Increment(ref _waiting);
                await _turns.WaitAsync(cancellationToken);
            }

            return await database.ReadAsync(cancellationToken);
        }

        public Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken) => database.WriteAsync(work, cancellationToken);

        public Task PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

        public Task PingAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);

        public Task<long> SizeAsync(CancellationToken cancellationToken) => database.SizeAsync(cancellationToken);

        public Task<bool> ClearRemovedAsync(CancellationToken cancellationToken) => database.ClearRemovedAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            _turns.Dispose();
            return database.DisposeAsync();
        }
    }
}
