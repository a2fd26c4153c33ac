using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>What was acknowledged is there, whatever happens to the process.</summary>
[Collection<Alone>]
public sealed class DurabilityTests
{
    private const int Writers = 8;

    /// <summary>More on demand: CONVOWEB_KILLS=20 dotnet test tests/E2E --filter DurabilityTests.</summary>
    private static readonly int Kills =
        int.Parse(Environment.GetEnvironmentVariable("CONVOWEB_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_acknowledged_message_survives_kill_9_once()
    {
        await using var app = await ConvoWebProcess.StartAsync();
        var id = await app.Client.CreateAsync("Under fire");
        var acknowledged = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        var random = new Random(42);

        for (var round = 0; round < Kills; round++)
        {
            var before = acknowledged.Count;
            var killAfter = before + random.Next(20, 400);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync($"{round}-{writer}", stop.Token)).ToArray();

            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), stop.Token);
            await app.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(writers);
            await app.StartAgainAsync();

            async Task WriteAsync(string name, CancellationToken stopped)
            {
                for (var i = 0; !stopped.IsCancellationRequested; i++)
                {
                    var content = $"{name}-{i}";
                    try
                    {
                        using var answer = await app.Client.PostAsJsonAsync(
                            $"/v1/conversations/{id}/messages", new { type = "user", content }, CancellationToken.None);
                        answer.EnsureSuccessStatusCode();
                        acknowledged.TryAdd(content, 0);
                        if (acknowledged.Count >= killAfter)
                        {
                            enough.TrySetResult();
                        }
                    }
                    catch (HttpRequestException)
                    {
                        return; // the process is gone; this one was not acknowledged
                    }
                }
            }
        }

        var stored = await app.Client.MessagesAsync(id);
        var contents = stored.Select(message => message.GetProperty("content").GetString()!).ToList();
        var conversation = await app.Client.GetJsonAsync($"/api/conversations/{id}?limit=1");

        Assert.Equal(contents.Count, contents.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(acknowledged.Keys.Except(contents, StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, contents.Count), stored.Select(message => message.GetProperty("seq").GetInt32()));
        Assert.Equal(contents.Count, conversation.GetProperty("message_count").GetInt32());
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_told_so_and_the_first_goes_on()
    {
        await using var first = await ConvoWebProcess.StartAsync();
        await using var second = ConvoWebProcess.Create(first.Folder);

        second.Launch();
        await second.WaitForExitAsync();

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by another ConvoWeb process", second.Output, StringComparison.Ordinal);
        Assert.NotEmpty(await first.Client.CreateAsync("Still here"));
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_one_line_that_names_it()
    {
        await using var app = ConvoWebProcess.Create(null, ("DB_URL", "mysql://root:secret@localhost/convoweb"));

        app.Launch();
        await app.WaitForExitAsync();

        Assert.Equal(1, app.ExitCode);
        Assert.StartsWith("DB_URL must be", app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", app.Output, StringComparison.Ordinal);
    }
}
