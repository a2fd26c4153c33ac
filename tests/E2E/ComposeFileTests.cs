using System.ComponentModel;
using System.Diagnostics;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary><c>docker-compose.yml</c> as a file: no engine runs here, <see cref="ClusterTests"/> start what it describes.</summary>
public sealed class ComposeFileTests
{
    private static readonly string[] Compose = File.ReadAllLines(Repository.PathOf("docker-compose.yml"));

    [Theory]
    [InlineData(null)]
    [InlineData("0a1b2c3d")]
    public async Task Docker_accepts_the_file_with_and_without_a_password(string? password)
    {
        Assert.SkipUnless(await AcceptsAsync(password, "version") is null, "docker compose is not installed here.");

        // Not the .env of whoever runs the tests.
        var refusal = await AcceptsAsync(password, "--env-file", "/dev/null", "--file", Repository.PathOf("docker-compose.yml"), "config", "--quiet");

        Assert.Null(refusal);
    }

    [Fact]
    public void The_password_is_not_in_the_file()
    {
        Assert.Equal(["${POSTGRES_PASSWORD}"], After("POSTGRES_PASSWORD: ", Compose));
        Assert.Equal(["${POSTGRES_PASSWORD}@postgres:5432/convoweb"], After("DB_URL: postgres://convoweb:", Compose));
        Assert.Contains("/.env", File.ReadAllLines(Repository.PathOf(".gitignore")));
    }

    [Fact]
    public void Only_the_proxy_is_published_and_to_this_machine_alone()
    {
        Assert.Single(After("ports:", Compose));
        Assert.Equal([""], After("- \"127.0.0.1:8080:8080\"", Compose));
        Assert.Equal(["http://localhost:8080"], After("PUBLIC_URL: ", Compose));
    }

    [Fact]
    public void The_proxy_knows_every_node()
    {
        var known = After("server ", File.ReadAllLines(Repository.PathOf("deploy", "nginx.conf"))).Where(server => server is not "{");

        Assert.Equal(After("ASPNETCORE_URLS: http://", Compose), known.Select(server => server.Split(' ')[0]));
    }

    /// <summary>Null when <c>docker compose</c> has nothing against it.</summary>
    private static async Task<string?> AcceptsAsync(string? password, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", ["compose", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["POSTGRES_PASSWORD"] = password; // null: unset
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : await errors;
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What the lines that begin with these words go on with.</summary>
    private static IEnumerable<string> After(string beginning, string[] lines) =>
        lines.Select(line => line.Trim()).Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).Select(line => line[beginning.Length..]);
}
