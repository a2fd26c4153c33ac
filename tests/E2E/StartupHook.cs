using System.Diagnostics.CodeAnalysis;
using ConvoWeb.Tests.E2E.Support;

/// <summary>What the runtime calls before the program that this was loaded into: it finds it by this name and no other.</summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for it outside of any.")]
internal static class StartupHook
{
    public static void Initialize() => SocketTrap.Listen();
}
