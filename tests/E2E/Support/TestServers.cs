using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>The servers that <c>tests/run.sh</c> starts. A test that needs one fails when it is missing.</summary>
internal static class TestServers
{
    private static int _lastPort = Random.Shared.Next(20_000, 31_000);

    public static string Redis => Required("CONVOWEB_TEST_REDIS");

    /// <summary>The address of a new, empty database on the PostgreSQL server.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = new Uri(Required("CONVOWEB_TEST_POSTGRES"));
        var name = string.Create(CultureInfo.InvariantCulture, $"e2e_{Guid.NewGuid():N}");
        var user = server.UserInfo.Split(':')[0];

        var psql = new ProcessStartInfo("psql")
        {
            ArgumentList = { "-h", server.Host, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", user, "-d", "postgres", "-c", $"CREATE DATABASE {name}" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(psql)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new UriBuilder(server) { Path = name }.Uri.ToString()
            : throw new InvalidOperationException($"psql could not create {name}.");
    }

    /// <summary>Below the ports that outgoing connections are given, so that a server that is killed finds it free again; no two are alike.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set. tests/run.sh starts the servers that the tests need.");
}
