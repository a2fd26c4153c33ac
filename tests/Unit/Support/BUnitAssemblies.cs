using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ConvoWeb.Tests.Unit.Support;

internal static class BUnitAssemblies
{
    /// <summary>bUnit asks for version 1.0.0.0 of an assembly that lies beside it as 0.17.0 (build/BUnit.targets).</summary>
    [ModuleInitializer]
    public static void Find() => AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == "AngleSharp.Diffing"
        ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
        : null;
}
