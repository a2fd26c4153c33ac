using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>The rows of a list under the names of their groups. What a row holds is rendered already: here is what changes around it.</summary>
public sealed partial class ConversationGroups : ComponentBase
{
    private object? _rendered;
    private bool _changed;

    [Parameter, EditorRequired]
    public required IReadOnlyList<RowGroup> Groups { get; set; }

    [Parameter, EditorRequired]
    public required Func<Guid, string> AddressOf { get; set; }

    [Parameter]
    public Guid? OpenId { get; set; }

    /// <summary>The row that Tab reaches; arrow keys go on from there.</summary>
    [Parameter]
    public Guid StopId { get; set; }

    [Parameter]
    public PickedConversations Picked { get; set; } = PickedConversations.None;

    /// <summary>The row whose title is being changed: a field lies over it.</summary>
    [Parameter]
    public Guid? RenamingId { get; set; }

    /// <summary>The place of the first row in the list, counted from 1.</summary>
    [Parameter]
    public int First { get; set; } = 1;

    /// <summary>Of the list; -1 while it is not known.</summary>
    [Parameter]
    public int Total { get; set; }

    /// <summary>A group says how many it has.</summary>
    [Parameter]
    public bool AreCounted { get; set; }

    protected override void OnParametersSet()
    {
        var now = (Groups, AddressOf, OpenId, StopId, Picked, RenamingId, First, Total);
        _changed = !now.Equals(_rendered);
        _rendered = now;
    }

    /// <summary>What it was rendered from is held twice by a circuit once it was rendered twice.</summary>
    protected override bool ShouldRender() => _changed;
}
