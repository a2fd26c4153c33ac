using ConvoWeb.Data.Search;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Search.Upkeep;

internal sealed class IndexRebuild(IMessageIndex index) : ICommand
{
    public string Name => "index rebuild";

    public string Description => "makes the full-text index anew from the messages and titles";

    public async Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        await index.RebuildAsync(new ProgressLines(output), cancellationToken);
        await output.WriteLineAsync("The index is made anew from the messages and titles.");
        return true;
    }
}
