using System.Text;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ImportRunTests
{
    /// <summary>What is read ahead of a slow disk fills the memory, whether it is text or what stands beside it.</summary>
    [Theory]
    [InlineData("content", 8)]
    [InlineData("metadata", 8)]
    public async Task Of_large_conversations_few_wait_to_be_stored(string heavy, int conversations)
    {
        var user = new CurrentUser("alice");
        var stored = new TaskCompletionSource<ImportResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        await using var run = new ImportRun(
            [new ConvoWebReader(TimeProvider.System)],
            async (_, _, _) =>
            {
                asked++;
                return await stored.Task;
            },
            named: null,
            bringsBack: false,
            user,
            _ => ValueTask.CompletedTask);
        var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, conversations).Select(_ => Conversation(heavy)))));
        var archived = new ArchivedFiles(SharedApp.On(Engine.Sqlite).Get<FileService>(), user, isPreview: false);

        var reading = run.ReadAsync(file, archived, Cancel);
        var askedAtOnce = asked;
        stored.SetResult(new ImportResult(ImportOutcome.Imported));
        await reading;

        Assert.Equal((2, conversations), (askedAtOnce, (await run.EndAsync()).Count));
    }

    /// <summary>Of 3 million characters.</summary>
    private static string Conversation(string heavy)
    {
        var text = new string('x', 50_000);
        var lines = new StringBuilder($$"""{"type":"conversation","format":"convoweb/1","id":"{{Guid.NewGuid()}}","title":"Trip"}""").Append('\n');
        for (var i = 0; i < 60; i++)
        {
            lines.Append($$$"""{"type":"user","id":"{{{Guid.NewGuid()}}}","content":"{{{(heavy is "content" ? text : "")}}}","metadata":{"a":"{{{(heavy is "metadata" ? text : "")}}}"}}""").Append('\n');
        }

        return lines.ToString();
    }
}
