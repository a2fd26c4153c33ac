namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Where pages are put, one after the other. Lengths are points from the upper left corner.</summary>
internal interface ICanvas
{
    void Text(TextBox box, int fromLine, int toLine, double x, double y);

    void Fill(Color color, double x, double y, double width, double height);

    /// <summary>An entry beside the pages that leads here.</summary>
    void Outline(string name, double y);

    /// <summary>Nothing more of it will be painted.</summary>
    void Release(TextBox box);

    void EndPage();
}
