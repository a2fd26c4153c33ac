using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Who is writing in the open conversation, below it.</summary>
public sealed partial class Presence : ComponentBase
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Names { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    /// <summary>Somebody else than the reader, and alone.</summary>
    private bool IsOne => Names is [var name] && name != SpokenBy.You;
}
