using System.Net;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// What <c>docker-compose.yml</c> describes, from processes: the proxy with the repository's own configuration, and behind it two
/// nodes on one new PostgreSQL database and one Redis.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private Cluster(string database)
    {
        (string, string)[] settings = [("DB_URL", database), ("REDIS_URL", TestServers.Redis), ("PUBLIC_URL", Address.ToString())];
        First = ConvoWebProcess.Create(null, settings);
        Second = ConvoWebProcess.Create(null, settings);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
    }

    public Nginx Proxy { get; } = new();

    public Uri Address => Proxy.Address;

    public ConvoWebProcess First { get; }

    public ConvoWebProcess Second { get; }

    /// <summary>A program that keeps no cookie: each of its requests goes to any node.</summary>
    public HttpClient Client { get; }

    /// <summary>What its processes wrote.</summary>
    public IEnumerable<string> Outputs => [Proxy.Output, First.Output, Second.Output];

    /// <summary>Not started yet.</summary>
    public static async Task<Cluster> CreateAsync() => new(await TestServers.NewDatabaseAsync());

    /// <summary>Returns when both nodes are ready.</summary>
    public async Task StartAsync()
    {
        First.Launch();
        Second.Launch();
        await Proxy.StartAsync(First.Address, Second.Address);
        await Task.WhenAll(First.WaitForAsync(HttpStatusCode.OK), Second.WaitForAsync(HttpStatusCode.OK));
    }

    /// <summary>The node that answered.</summary>
    public ConvoWebProcess NodeOf(ProxiedRequest request) =>
        request.AnsweredBy == First.Address.Authority ? First
        : request.AnsweredBy == Second.Address.Authority ? Second
        : throw new InvalidOperationException($"{request.AnsweredBy} is none of the two.");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Proxy.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
