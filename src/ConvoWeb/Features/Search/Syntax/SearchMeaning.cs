using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>What the value of a key means; nothing when it is none of those that the key takes.</summary>
/// <param name="Why">A sentence, where it can be told better than by what the key takes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SearchMeaning(SearchFilter? Filter, string? Why = null)
{
    public static SearchMeaning None => default;
}
