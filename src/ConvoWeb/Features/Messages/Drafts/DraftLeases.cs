using ConvoWeb.Data.Conversations;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Drafts;

/// <summary>What this node gives to the drafts that it writes.</summary>
public sealed class DraftLeases(Settings settings)
{
    /// <summary>Of this process: one that starts again is another node, whose old drafts run out.</summary>
    public string Node { get; } = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    public DraftLease From(DateTimeOffset now) => new(Node, now + settings.DraftLease);
}
