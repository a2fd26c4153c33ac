using System.Globalization;
using ConvoWeb.Features.Messages;
using Markdig.Extensions.Alerts;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Sets a message as its page shows it: the same Markdown, block by block.</summary>
internal sealed class MarkdownSetter(PageFlow flow)
{
    private const string Bullet = "•";

    public void Place(string markdown)
    {
        if (MarkdownText.Parse(markdown) is { } document)
        {
            Place((ContainerBlock)document);
        }
        else
        {
            flow.Place(new StyledText(markdown), Face.Body);
        }
    }

    private void Place(ContainerBlock parent)
    {
        foreach (var block in parent)
        {
            Place(block);
        }
    }

    private void Place(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                PlaceHeading(heading);
                break;
            case CodeBlock code: // fenced, indented, and formulas, whose source is shown
                flow.Space(PageTheme.BlockSpace);
                flow.PlaceCode(new StyledText(code.Lines.ToString()));
                flow.Space(PageTheme.BlockSpace);
                break;
            case ThematicBreakBlock:
                flow.Space(PageTheme.TurnSpace / 2);
                flow.Rule(PageTheme.Line);
                flow.Space(PageTheme.TurnSpace / 2);
                break;
            case LinkReferenceDefinitionGroup:
                break; // what its links lead to
            case Table table:
                TableSetter.Place(table, flow);
                flow.Space(PageTheme.BlockSpace);
                break;
            case LeafBlock { Inline: not null } words:
                flow.Space(PageTheme.BlockSpace);
                flow.Place(InlineReader.Read(words), Face.Body);
                flow.Space(PageTheme.BlockSpace);
                break;
            case ListBlock list:
                PlaceList(list);
                break;
            case QuoteBlock quote:
                PlaceQuote(quote);
                break;
            case FootnoteGroup notes:
                PlaceNotes(notes);
                break;
            case ContainerBlock container:
                Place(container);
                break;
        }
    }

    private void PlaceHeading(HeadingBlock heading)
    {
        flow.Space(2 * PageTheme.BlockSpace);
        flow.Need(PageTheme.KeepWithHeading);
        var face = heading.Level switch
        {
            1 => Face.Heading1,
            2 => Face.Heading2,
            _ => Face.Heading3,
        };
        flow.Place(InlineReader.Read(heading), face);
        flow.Space(PageTheme.BlockSpace / 2);
    }

    private void PlaceQuote(QuoteBlock quote)
    {
        flow.Space(PageTheme.TurnSpace / 2);
        flow.Quote(() =>
        {
            if (quote is AlertBlock alert)
            {
                var kind = alert.Kind.ToString();
                flow.Place(new StyledText(kind[..1].ToUpperInvariant() + kind[1..].ToLowerInvariant(), TextStyle.Bold), Face.Body);
            }

            Place((ContainerBlock)quote);
        });
        flow.Space(PageTheme.TurnSpace / 2);
    }

    private void PlaceList(ListBlock list)
    {
        var inset = PageTheme.ItemInset;
        var (first, delimiter) = (0, list.OrderedDelimiter is '\0' ? '.' : list.OrderedDelimiter);
        if (list.IsOrdered)
        {
            first = int.TryParse(list.OrderedStart ?? "1", CultureInfo.InvariantCulture, out var start) ? start : 1;
            inset = Math.Max(inset, flow.Typesetter.Measure(NumberOf(list.Count - 1), [], Face.Body).Natural + (2 * PageTheme.MarkerGap));
        }

        var space = list.IsLoose ? PageTheme.BlockSpace : PageTheme.ItemSpace;
        flow.Space(PageTheme.BlockSpace);
        foreach (var (i, item) in list.OfType<ListItemBlock>().Index())
        {
            var marker = InlineReader.TaskOf(item) ?? (list.IsOrdered ? NumberOf(i) : Bullet);
            flow.Item(new StyledText(marker, TextStyle.Dim), inset, () => PlaceTight(item, space));
            flow.Space(space);
        }

        flow.Space(PageTheme.BlockSpace);

        string NumberOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{(long)first + index}{delimiter}");
    }

    /// <summary>Its paragraphs are as near to each other as its items are.</summary>
    private void PlaceTight(ContainerBlock item, double space)
    {
        foreach (var block in item)
        {
            if (block is ParagraphBlock words)
            {
                flow.Space(space);
                flow.Place(InlineReader.Read(words), Face.Body);
            }
            else
            {
                Place(block);
            }
        }
    }

    private void PlaceNotes(FootnoteGroup notes)
    {
        flow.Space(PageTheme.TurnSpace / 2);
        flow.Rule(PageTheme.Line);
        flow.Space(PageTheme.BlockSpace);
        foreach (var note in notes.OfType<Footnote>())
        {
            var marker = new StyledText(string.Create(CultureInfo.InvariantCulture, $"{note.Order}."), TextStyle.Dim);
            flow.Item(marker, PageTheme.ItemInset, () => PlaceTight(note, PageTheme.ItemSpace));
            flow.Space(PageTheme.ItemSpace);
        }
    }
}
