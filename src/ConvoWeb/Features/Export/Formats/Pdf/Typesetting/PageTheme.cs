using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

internal enum TextAlignment
{
    /// <summary>To the right where the text runs from there.</summary>
    Start,
    Center,
    End,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Color(byte Red, byte Green, byte Blue);

/// <summary>A font in a size, and whether words may break.</summary>
internal enum Face
{
    Body,
    Title,
    Heading1,
    Heading2,
    Heading3,
    Code,
    Cell,
    Note,
}

/// <summary>The design of the pages on paper: its light colours, lengths in points (72 an inch).</summary>
internal static class PageTheme
{
    /// <summary>A4.</summary>
    public const double Width = 595.28, Height = 841.89;

    public const double Margin = 62, Top = 56, Bottom = 64, Footer = 34;

    public const double TurnSpace = 18, BlockSpace = 6, ItemSpace = 2, LinePadding = 6;

    /// <summary>What must fit below a heading, or it goes to the next page with it.</summary>
    public const double KeepWithHeading = 44;

    public const double ItemInset = 18, QuoteInset = 12, MaxInset = 260, Bar = 2, Mark = 7, MarkerGap = 5, CellPadding = 4, HairLine = .6;

    /// <summary>In front of what the system would choose for scripts that have several; not for Chinese, where the language decides.</summary>
    private const string Others = "Noto Sans Arabic,Noto Sans Hebrew";

    private const string Family = $"Noto Sans,{Others}";

    public const string CodeFamily = $"Noto Sans Mono,{Others}";

    public static readonly Color Text = new(0x14, 0x1D, 0x1F), Dim = new(0x56, 0x63, 0x66), Link = new(0x0A, 0x61, 0x6D);

    public static readonly Color Quiet = new(0xF1, 0xF5, 0xF5), Line = new(0xDF, 0xE5, 0xE5), StrongLine = new(0x7B, 0x86, 0x89);

    public static string FontOf(Face face) => face switch
    {
        Face.Body => $"{Family} 9.5",
        Face.Title => $"{Family} Bold 18",
        Face.Heading1 => $"{Family} Bold 13",
        Face.Heading2 => $"{Family} Bold 11.5",
        Face.Heading3 => $"{Family} Bold 10",
        Face.Code => $"{CodeFamily} 8.25",
        Face.Cell => $"{Family} 8.75",
        Face.Note => $"{Family} 8.5",
        _ => throw new ArgumentOutOfRangeException(nameof(face)),
    };

    /// <summary>Of whoever has no colour: a person, a tool.</summary>
    public static Color HueOf(PersonalityColor? color) => color switch
    {
        null => Text,
        PersonalityColor.Rose => new Color(0xA3, 0x24, 0x4C),
        PersonalityColor.Rust => new Color(0x92, 0x3B, 0x10),
        PersonalityColor.Ochre => new Color(0x6E, 0x4E, 0x00),
        PersonalityColor.Moss => new Color(0x46, 0x5D, 0x10),
        PersonalityColor.Pine => new Color(0x10, 0x5F, 0x41),
        PersonalityColor.Lagoon => new Color(0x0A, 0x5A, 0x78),
        PersonalityColor.Blue => new Color(0x28, 0x53, 0xAB),
        PersonalityColor.Violet => new Color(0x67, 0x3B, 0xAA),
        _ => throw new ArgumentOutOfRangeException(nameof(color)),
    };
}
