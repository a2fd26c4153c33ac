namespace ConvoWeb.Tests.E2E.Support;

/// <summary>The files that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>tests/E2E/bin/CONFIGURATION/FRAMEWORK</summary>
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);

    public static string Root { get; } = Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The program as it was built together with these tests.</summary>
    public static string AppFolder => PathOf("src", "ConvoWeb", "bin", Output.Parent!.Name, Output.Name);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
