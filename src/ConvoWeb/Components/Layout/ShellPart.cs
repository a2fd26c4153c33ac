using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>Where a feature may put something into the frame of every page, which itself knows no feature.</summary>
public enum ShellPlace
{
    /// <summary>Above the page.</summary>
    Notice,

    /// <summary>Beside the name of the live page.</summary>
    LiveMark,

    /// <summary>Over the page, when it is asked for.</summary>
    Floating,
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
