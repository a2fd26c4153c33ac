using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Network;

namespace ConvoWeb.Features.Proxy;

/// <summary>Which upstream a request goes to.</summary>
internal sealed class Upstreams(Settings settings)
{
    public bool AreSeveral => settings.Upstreams.Count > 1;

    /// <summary>Null when there is none of that name.</summary>
    public Upstream? Named(string name) => settings.Upstreams.FirstOrDefault(upstream => upstream.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The one with the longest beginning of its name; otherwise one that takes any. Null when there is none.</summary>
    public Upstream? Of(string? model) =>
        settings.Upstreams
            .Where(upstream => model is not null && upstream.IsFor(model))
            .MaxBy(upstream => upstream.Models.Where(start => model!.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Max(start => start.Length))
        ?? settings.Upstreams.FirstOrDefault(upstream => upstream.Models.Count == 0);
}
