using ConvoWeb.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ImportTallyTests
{
    [Fact]
    public void However_many_there_are_all_are_counted_and_what_went_wrong_is_listed_first()
    {
        var tally = new ImportTally(maxListed: 3);
        foreach (var outcome in (ImportOutcome[])[.. Enumerable.Repeat(ImportOutcome.Imported, 5), ImportOutcome.Failed, ImportOutcome.Updated, ImportOutcome.Skipped, .. Enumerable.Repeat(ImportOutcome.Failed, 9)])
        {
            tally.Add(Item(outcome));
        }

        var report = tally.ToReport([]);

        Assert.Equal("Imported, Imported, Imported, Failed, Skipped, Failed", string.Join(", ", report.Items.Select(item => item.Outcome)));
        Assert.Equal((5, 1, 0, 10, 1), (report.Totals.Imported, report.Totals.Updated, report.Totals.Unchanged, report.Totals.Failed, report.Totals.Skipped));
        Assert.Equal((34, 17, 11), (report.Totals.Messages, report.Totals.LeftOut, report.Totals.NotListed));
    }

    private static ImportItem Item(ImportOutcome outcome) =>
        new() { Source = "sharegpt", ExternalId = null, Id = null, Title = null, Outcome = outcome, Reason = null, Messages = 2, LeftOut = 1 };
}
