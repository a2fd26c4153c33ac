using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>How a program writes live, while none does.</summary>
public sealed partial class NothingRunning : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string DocsAddress => $"{Navigation.BaseUri}docs";

    private string Example =>
        $$"""
        post() { curl -s "{{Navigation.BaseUri}}$1" -H 'Content-Type: application/json' -d "$2"; }
        c=$(post api/conversations '{"title": "Hello"}' | jq -r .id)
        m=$(post v1/conversations/$c/messages '{"type": "ai", "state": "draft"}' | jq -r .id)
        post v1/conversations/$c/messages/$m/deltas '{"n": 0, "text": "Good "}'
        post v1/conversations/$c/messages/$m/deltas '{"n": 1, "text": "morning."}'
        post v1/conversations/$c/messages/$m/finalize '{}'
        """;
}
