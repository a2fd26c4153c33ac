using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>Where a feature may put something into the frame of every page, or into a page of a feature that may not know it.</summary>
public enum ShellPlace
{
    /// <summary>Above the page.</summary>
    Notice,

    /// <summary>Beside the name of the live page.</summary>
    LiveMark,

    /// <summary>Over the page, when it is asked for.</summary>
    Floating,

    /// <summary>Under what takes conversations in: how they get out again.</summary>
    Export,
}

/// <summary>What stands in such a place; features register them.</summary>
public sealed record ShellPart(ShellPlace Place, RenderFragment Content)
{
    /// <summary>A component without parameters.</summary>
    public static ShellPart Of<TComponent>(ShellPlace place)
        where TComponent : IComponent =>
        new(place, builder =>
        {
            builder.OpenComponent<TComponent>(0);
            builder.CloseComponent();
        });
}
