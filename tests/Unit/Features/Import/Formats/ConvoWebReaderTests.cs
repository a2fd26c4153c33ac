using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class ConvoWebReaderTests
{
    private const string One = "019aa5c0-0000-7000-8000-000000000001", Other = "019aa5c0-0000-7000-8000-000000000002";

    private static readonly ConvoWebReader Reader = new(new TestClock());

    [Fact]
    public async Task A_conversation_that_breaks_off_is_not_taken_in_part_and_one_that_was_left_out_is_told()
    {
        var read = await Reader.ReadAsync(
            $$"""
            {{Header(One, "Long")}}
            {"type": "user", "content": "First"}
            {"type": "user", "content": "Sec
            {"type": "skipped", "id": "{{One}}", "title": "Long", "file": null, "reason": "Its message 3 cannot be read."}
            {"type": "skipped", "id": "{{Other}}", "title": "Gone", "file": null, "reason": "Its message 1 cannot be read."}
            {{Header(One, "Next")}}
            {"type": "user", "content": "Whole"}
            {"type": "skipped", "id": "{{Other}}", "title": "Last", "file": null, "reason": "Its message 2 cannot be read."}
            """);

        Assert.Equal(
            [
                ("Long", "The export breaks off in the middle of it. Its message 3 cannot be read."),
                ("Gone", "The export left it out. Its message 1 cannot be read."),
                ("Next", null),
                ("Last", "The export left it out. Its message 2 cannot be read."),
            ],
            read.Select(one => (one.Title ?? one.Conversation!.Title, one.Fault)));
        Assert.Equal([One, Other, null, Other], read.Select(one => one.ExternalId));
    }

    [Theory]
    [InlineData("\"archived\"", null)]
    [InlineData("null", null)]
    [InlineData("\"deleted\"", "Its line 1 cannot be read. restores_to must be active or archived.")]
    public async Task What_is_in_the_trash_does_not_go_back_into_it(string restoresTo, string? fault)
    {
        var read = await Reader.ReadAsync($$"""{"type": "conversation", "format": "convoweb/1", "id": "{{One}}", "title": "Trip", "status": "deleted", "restores_to": {{restoresTo}}}""");

        Assert.Equal(fault, Assert.Single(read).Fault);
    }

    [Fact]
    public async Task The_index_of_an_archive_tells_what_none_of_its_files_does()
    {
        var read = await Reader.ReadAsync(
            $$"""
            {"format": "convoweb-index/1", "items": [{"id": "{{Other}}"}], "skipped": [
              {"type": "skipped", "id": "{{One}}", "title": "Gone", "file": null, "reason": "No."},
              {"type": "skipped", "id": "{{One}}", "title": "Half", "file": "conversations/00001 Half.json", "reason": "No."},
              {"type": "skipped", "id": "{{One}}", "title": "Lines", "file": "conversations/00002 Lines.jsonl", "reason": "No."},
              {"type": "skipped", "id": "{{Other}}", "title": "Spoken", "file": "conversations/00003 Spoken.jsonl", "reason": "wish.wav: No."}]}
            """);

        Assert.Equal(
            ["Gone: The export left it out. No.", "Half: The export left it out. No.", "Spoken: A file of it is missing in the export. wish.wav: No."],
            read.Select(one => $"{one.Title}: {one.Fault}"));
    }

    [Theory]
    [InlineData($$"""{"type": "conversation", "format": "convoweb/1", "id": "{{One}}"}""", true)]
    [InlineData($$"""{"type": "skipped", "id": "{{One}}", "title": "Gone", "file": null, "reason": "No."}""", true)]
    [InlineData("""{"format": "convoweb-index/1", "items": [], "skipped": []}""", true)]
    [InlineData($$"""{"type": "skipped", "id": "{{One}}"}""", false)]
    [InlineData("""{"type": "skipped", "id": "7", "reason": "No."}""", false)]
    [InlineData("""{"type": "conversation"}""", false)]
    public void It_is_known_by_its_fields(string record, bool isOurs) => Assert.Equal(isOurs, Reader.Recognises(record));

    private static string Header(string id, string title) => $$"""{"type": "conversation", "format": "convoweb/1", "id": "{{id}}", "title": "{{title}}"}""";
}
