namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>The document: the title, then turn after turn.</summary>
internal sealed class TranscriptSetter(Typesetter typesetter, PdfHeading heading)
{
    private const int MaxOutlineName = 80;

    private PageFlow? _flow;

    /// <summary>Behind the last turn that was placed.</summary>
    public PagePosition Position => _flow?.Position ?? PagePosition.First;

    /// <param name="from">Where others ended before; null: with the title.</param>
    /// <returns>How many pages there are.</returns>
    public int Place(IEnumerable<PdfTurn> turns, ICanvas canvas, PagePosition? from = null)
    {
        var flow = _flow = new PageFlow(canvas, typesetter, from ?? PagePosition.First) { MaxPages = heading.MaxPages };
        try
        {
            if (from is null)
            {
                PlaceTitle(flow);
            }

            foreach (var turn in turns)
            {
                Place(turn, flow);
            }

            flow.Finish();
            return flow.Page;
        }
        catch (PagesFullException)
        {
            canvas.EndPage();
            var last = new PageFlow(canvas, typesetter, PagePosition.First);
            last.Place(new StyledText(heading.CutNote, TextStyle.Bold), Face.Body);
            last.Finish();
            return flow.Page + 1;
        }
    }

    private void PlaceTitle(PageFlow flow)
    {
        typesetter.UseLanguageOf(heading.Title);
        flow.Place(new StyledText(heading.Title), Face.Title);
        flow.Space(PageTheme.BlockSpace);
        foreach (var line in heading.Lines)
        {
            flow.Place(new StyledText(line, TextStyle.Dim), Face.Note);
        }

        flow.Space(PageTheme.TurnSpace / 2);
        flow.Rule(PageTheme.Line);
    }

    private void Place(PdfTurn turn, PageFlow flow)
    {
        typesetter.UseLanguageOf(turn.Markdown);
        flow.IsRightToLeft = Typesetter.RunsRightToLeft(turn.Speaker);
        flow.Space(PageTheme.TurnSpace);
        flow.Need(PageTheme.KeepWithHeading);
        var hue = PageTheme.HueOf(turn.Color);
        flow.MarkTurn(hue, OutlineNameOf(turn));
        var name = new StyledText(turn.Speaker, TextStyle.Bold, hue);
        if (turn.Time is not null)
        {
            name.Append($"   {turn.Time}", TextStyle.Dim | TextStyle.Small);
        }

        flow.Place(name, Face.Body);
        flow.Space(PageTheme.ItemSpace);
        flow.IsRightToLeft = Typesetter.RunsRightToLeft(turn.Markdown);
        new MarkdownSetter(flow).Place(turn.Markdown);
    }

    /// <summary>Who, and how it begins.</summary>
    private static string OutlineNameOf(PdfTurn turn)
    {
        var beginning = TranscriptLabels.OneLine(turn.Markdown[..Math.Min(turn.Markdown.Length, 2 * MaxOutlineName)]);
        var name = $"{turn.Speaker}: {beginning}";
        return PrintableText.Of(name.Length > MaxOutlineName ? $"{name[..MaxOutlineName].TrimEnd()}…" : name);
    }
}
