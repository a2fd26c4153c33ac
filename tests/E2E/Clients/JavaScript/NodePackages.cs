using System.Diagnostics;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E.Clients.JavaScript;

/// <summary>The JavaScript program in a folder of its own, with the packages that it needs: npm writes nothing into the repository.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("convoweb-node-").FullName;

    internal string Program => Path.Combine(_folder, "follow.mjs");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["package.json", "package-lock.json", "follow.mjs"])
        {
            File.Copy(Repository.PathOf("tests", "E2E", "Clients", "JavaScript", name), Path.Combine(_folder, name));
        }

        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var npm = Process.Start(start)!;
        var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"npm ci: {string.Concat(output)}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
