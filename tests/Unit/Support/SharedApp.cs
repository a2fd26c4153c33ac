[assembly: AssemblyFixture(typeof(ConvoWeb.Tests.Unit.Support.SharedApp))]

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>
/// One app on each engine for all tests that need nothing special: each is an owner of its own there, who sees nothing
/// of the others. Starting an app for each would take most of the time of the suite.
/// </summary>
public sealed class SharedApp : IAsyncDisposable
{
    private static readonly Lazy<ConvoWebApp>[] Apps = [.. Enum.GetValues<Engine>().Select(engine => new Lazy<ConvoWebApp>(() => Start(engine)))];

    public static ConvoWebApp On(Engine engine) => Apps[(int)engine].Value;

    /// <summary>A client of an owner who has nothing yet.</summary>
    public static HttpClient NewOwner(Engine engine = Engine.Sqlite) => On(engine).ClientFor($"owner-{Guid.NewGuid():N}");

    /// <summary>Started here, by one test alone: the factory would start it twice for two that come at once.</summary>
    private static ConvoWebApp Start(Engine engine)
    {
        var app = new ConvoWebApp(engine);
        app.StartServer();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in Apps.Where(app => app.IsValueCreated))
        {
            await app.Value.DisposeAsync();
        }
    }
}
