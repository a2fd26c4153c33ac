using ConvoWeb.Data.Search;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Search.Upkeep;

internal sealed class IndexCheck(IMessageIndex index) : ICommand
{
    public string Name => "index check";

    public string Description => "compares the full-text index with the messages and titles";

    public async Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        var findings = await index.CheckAsync(new ProgressLines(output), cancellationToken);
        foreach (var finding in findings)
        {
            await output.WriteLineAsync(finding);
        }

        await output.WriteLineAsync(findings.Count == 0
            ? "The index agrees with the messages and titles."
            : "The index does not agree with the messages and titles; 'index rebuild' makes it anew.");
        return findings.Count == 0;
    }
}
