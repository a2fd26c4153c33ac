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

/// <summary>A component without parameters that stands in such a place; features register them.</summary>
public sealed record ShellPart(ShellPlace Place, Type Component);
