using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A database that is away when the test says so; and that may be gone just when a write is done, so that nobody hears of it.</summary>
internal sealed class AwayDatabase(IDatabase database) : IDatabase
{
    private int _unheard;

    public volatile bool IsAway;

    public int Refused;

    /// <summary>How many answers are still to be lost.</summary>
    public int Unheard => Volatile.Read(ref _unheard);

    public static void Replace(IServiceCollection services) => Replace(services, isAway: false);

    /// <param name="isAway">From the start on.</param>
    public static void Replace(IServiceCollection services, bool isAway)
    {
        var real = services.Last(service => service.ServiceType == typeof(IDatabase));
        services.AddSingleton<IDatabase>(provider =>
            new AwayDatabase((IDatabase)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))) { IsAway = isAway });
    }

    public DatabaseUrl Url => database.Url;

    /// <summary>The answers of the next writes are lost.</summary>
    public void LoseAnswers(int count) => _unheard = count;

    public Task PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken)
    {
        ThrowIfAway();
        return database.PingAsync(cancellationToken);
    }

    public Task<long> SizeAsync(CancellationToken cancellationToken) => database.SizeAsync(cancellationToken);

    public Task<bool> ClearRemovedAsync(CancellationToken cancellationToken) => database.ClearRemovedAsync(cancellationToken);

    public ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken)
    {
        ThrowIfAway();
        return database.ReadAsync(cancellationToken);
    }

    public async Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        var done = await database.WriteAsync(work, cancellationToken);
        return Interlocked.Decrement(ref _unheard) < 0 ? done : throw Away();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            Interlocked.Increment(ref Refused);
            throw Away();
        }
    }

    private static DatabaseFaultException Away() => new(DatabaseFaultKind.Unavailable, "It is away.");
}
