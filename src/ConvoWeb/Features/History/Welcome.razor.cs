using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What can be done before there is anything to read.</summary>
public sealed partial class Welcome : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Curl =>
        $$"""
        curl {{Navigation.BaseUri}}api/conversations \
          -H 'Content-Type: application/json' \
          -d '{"title": "Hello", "messages": [
                {"type": "user", "content": "Are you there?"}]}'
        """;
}
