using System.Text;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>A report stands in the job that imported: it says no more than is stored.</summary>
public sealed class ReportedTitleTests
{
    [Theory, DatabaseData]
    public async Task What_its_owner_wants_removed_is_not_told_by_the_report_either(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.JsonAsync("PATCH /api/settings/privacy", """{"redaction": {"profiles": ["emails"]}}""");
        var file = Encoding.UTF8.GetBytes("""{"title": "Write to leonor@example.com", "messages": [{"role": "user", "content": "Hello"}]}""");

        var report = await UploadedFiles.ImportAsync(alice, "", ("talk.json", file));

        Assert.Equal("Write to [e-mail address removed]", Assert.Single(report.Items()).Text("title"));
    }
}
