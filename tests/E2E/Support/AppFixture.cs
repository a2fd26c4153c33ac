using Xunit;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>One process for the journeys of a class that do not disturb each other.</summary>
public class AppFixture : IAsyncLifetime
{
    internal ConvoWebProcess App { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => App = await ConvoWebProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await App.DisposeAsync();
    }
}
