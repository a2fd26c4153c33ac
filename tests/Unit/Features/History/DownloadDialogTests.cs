using Bunit;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.History;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class DownloadDialogTests : PageTest
{
    private static readonly Guid Id = Guid.Parse("019aa5c0-0000-7000-8000-000000000000");

    [Fact]
    public void The_link_leads_to_what_is_chosen()
    {
        var dialog = Render<DownloadDialog>(parameters => parameters.Add(d => d.ConversationId, Id));
        string? Address() => dialog.Find("a[download]").GetAttribute("href");

        Assert.Equal($"/api/conversations/{Id}/export?format=pdf&branches=active", Address());

        dialog.Find("select").Change("json");
        Assert.Equal($"/api/conversations/{Id}/export?format=json&branches=all", Address());

        dialog.FindAll("input")[0].Change(false);
        dialog.FindAll("input")[1].Change(false);
        dialog.FindAll("input")[2].Change(false);
        Assert.Equal($"/api/conversations/{Id}/export?format=json&branches=active&system=false&timestamps=false", Address());
    }

    [Fact]
    public async Task Every_format_is_offered_and_begins_with_the_branches_that_it_usually_has()
    {
        await using var app = new ConvoWebApp();
        var offered = DownloadFormat.All.ToDictionary(format => format.Name, format => format.HasAllBranches, StringComparer.Ordinal);

        var formats = app.Services.GetServices<IConversationExporter>().Select(exporter => exporter.Format).ToList();

        Assert.NotEmpty(formats);
        Assert.All(formats, format => Assert.Equal(format.UsualBranches is ExportBranches.All, offered[format.Name]));
    }
}
