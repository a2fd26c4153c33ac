using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>A chart with its name, its files, and the table behind it, which is made when it is first wanted.</summary>
public sealed partial class ChartPanel : ComponentBase
{
    private readonly string _id = $"chart-{Guid.NewGuid():N}";
    private bool _isTableWanted;

    [Parameter, EditorRequired]
    public required Chart Chart { get; set; }

    [Parameter, EditorRequired]
    public required StatsAddresses Addresses { get; set; }

    /// <summary>Why there is nothing to see.</summary>
    [Parameter]
    public string? Nothing { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    /// <summary>Of its picture as a file, without what kind of file it is.</summary>
    private string Name => StatsCsv.FileName(Chart.Name, Addresses.Range, "");

    private string Numbers => Addresses.Query.CsvAddress(Chart.Numbers, Time.Zone.Id);

    private void Show() => _isTableWanted = true;

    /// <summary>As one piece of markup: a table has hundreds of links, and none of them calls the server.</summary>
    private MarkupString Rows() => new(string.Concat(Chart.Table.Rows.Select(row => $"<tr>{string.Concat(row.Select((cell, index) => Cell(cell, index == 0).Value))}</tr>")));

    private static MarkupString Cell(ChartCell cell, bool isName) =>
        isName ? Markup.Of($"<th scope=\"row\">{cell.Text}</th>")
        : cell.Address is null ? Markup.Of($"<td class=\"r\">{cell.Text}</td>")
        : Markup.Of($"<td class=\"r\"><a href=\"{cell.Address}\">{cell.Text}</a></td>");
}
