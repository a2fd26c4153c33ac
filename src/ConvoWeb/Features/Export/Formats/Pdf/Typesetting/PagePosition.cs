using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Where the next block goes, between two turns: all that a flow needs to go on from there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PagePosition(int Page, double Y, double Space)
{
    public static PagePosition First { get; } = new(1, PageTheme.Top, 0);
}

/// <summary>The document has as many pages as it may have.</summary>
internal sealed class PagesFullException() : Exception("There are as many pages as there may be.");
