using System.Diagnostics;
using System.Globalization;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>The servers that <c>tests/run.sh</c> starts. A test that needs one fails when it is missing.</summary>
internal static class TestServers
{
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

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set. tests/run.sh starts the servers that the tests need.");
}
