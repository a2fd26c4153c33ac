using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>What we use of Pango, which shapes text and breaks it into lines (1.44 or newer). Its lengths count 1,024ths.</summary>
internal static unsafe partial class Pango
{
    public const double Scale = 1024;

    public const int OldestVersion = 14400, WrapWords = 0, WrapWordsThenCharacters = 2, Italic = 2, SingleLine = 1, RightToLeft = 1;

    private const string Library = "libpango-1.0.so.0", CairoLibrary = "libpangocairo-1.0.so.0", ObjectLibrary = "libgobject-2.0.so.0", BaseLibrary = "libglib-2.0.so.0";

    [StructLayout(LayoutKind.Sequential)]
    public struct Rectangle
    {
        public int X;
        public int Y;
        public int Width;
        public int Height;
    }

    /// <summary>The beginning of a line, which its header file shows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LayoutLine
    {
        public nint Layout;
        public int Start;
        public int Length;
    }

    /// <summary>The beginning of every attribute: which bytes of the text it is about.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Attribute
    {
        public nint Class;
        public uint Start;
        public uint End;
    }

    public static void LineBytes(nint line, out int start, out int length) => (start, length) = (((LayoutLine*)line)->Start, ((LayoutLine*)line)->Length);

    [LibraryImport(Library, EntryPoint = "pango_version")]
    public static partial int Version();

    [LibraryImport(CairoLibrary, EntryPoint = "pango_cairo_font_map_new")]
    public static partial nint NewFontMap();

    [LibraryImport(CairoLibrary, EntryPoint = "pango_cairo_font_map_set_resolution")]
    public static partial void SetResolution(nint fontMap, double dotsPerInch);

    [LibraryImport(CairoLibrary, EntryPoint = "pango_cairo_update_context")]
    public static partial void UpdateContext(nint cairo, nint context);

    [LibraryImport(CairoLibrary, EntryPoint = "pango_cairo_show_layout_line")]
    public static partial void ShowLine(nint cairo, nint line);

    [LibraryImport(Library, EntryPoint = "pango_font_map_create_context")]
    public static partial nint NewContext(nint fontMap);

    [LibraryImport(Library, EntryPoint = "pango_context_set_round_glyph_positions")]
    public static partial void SetRoundPositions(nint context, int rounds);

    [LibraryImport(Library, EntryPoint = "pango_context_set_language")]
    public static partial void SetLanguage(nint context, nint language);

    [LibraryImport(Library, EntryPoint = "pango_language_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Language(string tag);

    [LibraryImport(Library, EntryPoint = "pango_find_base_dir")]
    public static partial int FindDirection(byte* text, int length);

    [LibraryImport(Library, EntryPoint = "pango_layout_new")]
    public static partial nint NewLayout(nint context);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_text")]
    public static partial void SetText(nint layout, byte* text, int length);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_attributes")]
    public static partial void SetAttributes(nint layout, nint attributes);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_font_description")]
    public static partial void SetFont(nint layout, nint font);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_width")]
    public static partial void SetWidth(nint layout, int width);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_wrap")]
    public static partial void SetWrap(nint layout, int mode);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_alignment")]
    public static partial void SetAlignment(nint layout, TextAlignment alignment);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_tabs")]
    public static partial void SetTabs(nint layout, nint tabs);

    [LibraryImport(Library, EntryPoint = "pango_layout_get_size")]
    public static partial void GetSize(nint layout, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "pango_layout_get_unknown_glyphs_count")]
    public static partial int CountUnknownGlyphs(nint layout);

    [LibraryImport(Library, EntryPoint = "pango_layout_get_iter")]
    public static partial nint Lines(nint layout);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_free")]
    public static partial void FreeLines(nint lines);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_next_line")]
    public static partial int NextLine(nint lines);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_get_line_readonly")]
    public static partial nint Line(nint lines);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_get_baseline")]
    public static partial int Baseline(nint lines);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_get_line_extents")]
    public static partial void LineExtents(nint lines, Rectangle* ink, Rectangle* logical);

    [LibraryImport(Library, EntryPoint = "pango_layout_iter_get_line_yrange")]
    public static partial void LineRange(nint lines, out int top, out int bottom);

    [LibraryImport(Library, EntryPoint = "pango_layout_set_auto_dir")]
    public static partial void SetAutoDirection(nint layout, int automatic);

    [LibraryImport(Library, EntryPoint = "pango_layout_line_get_x_ranges")]
    public static partial void LineXRanges(nint line, int start, int end, out int* ranges, out int count);

    [LibraryImport(Library, EntryPoint = "pango_font_description_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FontFrom(string description);

    [LibraryImport(Library, EntryPoint = "pango_tab_array_new")]
    public static partial nint NewTabs(int count, int inPixels);

    [LibraryImport(Library, EntryPoint = "pango_tab_array_set_tab")]
    public static partial void SetTab(nint tabs, int index, int alignment, int position);

    [LibraryImport(Library, EntryPoint = "pango_attr_list_new")]
    public static partial nint NewAttributes();

    [LibraryImport(Library, EntryPoint = "pango_attr_list_unref")]
    public static partial void FreeAttributes(nint attributes);

    /// <summary>The list owns it from now on.</summary>
    [LibraryImport(Library, EntryPoint = "pango_attr_list_insert")]
    public static partial void Insert(nint attributes, nint attribute);

    [LibraryImport(Library, EntryPoint = "pango_attr_weight_new")]
    public static partial nint Weight(int weight);

    [LibraryImport(Library, EntryPoint = "pango_attr_style_new")]
    public static partial nint Slant(int style);

    [LibraryImport(Library, EntryPoint = "pango_attr_underline_new")]
    public static partial nint Underline(int kind);

    [LibraryImport(Library, EntryPoint = "pango_attr_strikethrough_new")]
    public static partial nint Strikethrough(int isOn);

    [LibraryImport(Library, EntryPoint = "pango_attr_family_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Family(string name);

    [LibraryImport(Library, EntryPoint = "pango_attr_scale_new")]
    public static partial nint Size(double factor);

    [LibraryImport(Library, EntryPoint = "pango_attr_foreground_new")]
    public static partial nint Foreground(ushort red, ushort green, ushort blue);

    [LibraryImport(Library, EntryPoint = "pango_attr_background_new")]
    public static partial nint Background(ushort red, ushort green, ushort blue);

    [LibraryImport(ObjectLibrary, EntryPoint = "g_object_unref")]
    public static partial void Free(nint instance);

    [LibraryImport(BaseLibrary, EntryPoint = "g_free")]
    public static partial void FreeMemory(void* memory);
}
