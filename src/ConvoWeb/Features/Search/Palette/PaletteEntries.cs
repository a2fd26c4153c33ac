using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Search.Palette;

/// <summary>Where one can go to from the palette.</summary>
/// <param name="Note">What tells it from others of the same name.</param>
public sealed record PaletteEntry(IconName Icon, string Text, string Address, string? Note = null)
{
    public IReadOnlyList<Highlight> Highlights { get; init; } = [];

    /// <summary>What follows it whatever is chosen.</summary>
    public string? Keys { get; init; }
}

public sealed record PaletteGroup(string Name, IReadOnlyList<PaletteEntry> Entries);
