using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>The whole app in memory with a database of its own, or as another node with that of <paramref name="first"/>.</summary>
public sealed class ConvoWebApp(Engine engine = Engine.Sqlite, ConvoWebApp? first = null) : WebApplicationFactory<Program>
{
    private readonly TestDatabase _database = first?._database ?? TestDatabase.Reserve(engine);
    private bool _onKestrel;

    /// <summary>Settings of the README's table, for this app alone.</summary>
    public IDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The system's when null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>False: the app prepares an empty database by itself, as on a first start.</summary>
    public bool Migrated { get; init; } = true;

    /// <summary>Replaces services, after the app has registered its own.</summary>
    public Action<IServiceCollection>? Replace { get; init; }

    /// <summary>To look at what is stored, from beside the app.</summary>
    public TestDatabase Stored => _database;

    /// <summary>On a real server and port, for what the one in memory does not do (limits of bodies, sockets).</summary>
    public ConvoWebApp OnKestrel()
    {
        _onKestrel = true;
        UseKestrel(0);
        return this;
    }

    public HttpClient ClientFor(string user)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Add(TestSignIn.Header, user);
        return client;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (first is null)
        {
            await _database.DisposeAsync();
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        if (Migrated && first is null)
        {
            // The factory is synchronous. On another thread, because the test's own has a synchronization context.
            Task.Run(_database.FillAsync).GetAwaiter().GetResult();
        }

        builder.UseSetting("DB_URL", _database.Address);
        builder.UseSetting("DATA_DIR", _database.Folder);
        if (_onKestrel)
        {
            builder.UseSetting("urls", "http://127.0.0.1:0");
        }

        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services =>
        {
            services.AddAuthentication(TestSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Scheme, null);
            if (Clock is not null)
            {
                services.Replace(ServiceDescriptor.Singleton(Clock));
            }

            Replace?.Invoke(services);
        });
    }
}
