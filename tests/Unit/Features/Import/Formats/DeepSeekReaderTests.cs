using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Import.Formats.ChatGpt;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class DeepSeekReaderTests
{
    private static readonly DeepSeekReader Reader = new(new TestClock());

    [Fact]
    public async Task The_type_of_a_fragment_says_who_speaks()
    {
        var conversation = await Reader.ReadOneAsync(
            """
            {"id": "c", "title": "Oslo", "inserted_at": "2025-02-01T10:00:00+08:00", "updated_at": "2025-02-01T10:05:00+08:00", "mapping": {
              "root": {"id": "root", "parent": null, "children": ["1", "3"], "message": null},
              "1": {"id": "1", "parent": "root", "children": ["2"], "message": {"files": [{"file_name": "map.pdf"}], "model": "deepseek-chat", "inserted_at": "2025-02-01T10:00:01+08:00", "fragments": [{"type": "REQUEST", "content": "Munch?"}]}},
              "2": {"id": "2", "parent": "1", "children": [], "message": {"files": [], "model": "deepseek-reasoner", "inserted_at": "2025-02-01T10:00:02+08:00", "fragments": [{"type": "THINK", "content": "Easy."}, {"type": "SEARCH", "results": [{"title": "Museum"}]}, {"type": "RESPONSE", "content": "Yes."}]}},
              "3": {"id": "3", "parent": "root", "children": [], "message": {"fragments": [{"type": "REQUEST", "content": "Vigeland?"}]}}}}
            """);

        Assert.Equal(
            """
            User 1: Munch? {"attachments":[{"name":"map.pdf"}]}
            Ai 2 under 1: Yes. {"reasoning":"Easy.","details":[{"type":"SEARCH","results":[{"title":"Museum"}]}]}
            User 3: Vigeland?
            """,
            conversation.Told());
        Assert.Equal("deepseek-reasoner", conversation.Messages[1].Model);
        Assert.Equal("2025-02-01T02:00:02", conversation.Messages[1].Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss", null));
    }

    [Theory]
    [InlineData("""{"mapping": {"1": {"message": {"fragments": []}}}, "current_node": "1"}""", true)]
    [InlineData("""{"mapping": {}, "inserted_at": "2025-02-01T10:00:00+08:00"}""", true)]
    [InlineData("""{"mapping": {"1": {"message": {"author": {"role": "user"}, "content": {}}}}, "inserted_at": "x"}""", false)]
    [InlineData("""{"mapping": {}, "current_node": "1", "inserted_at": "x"}""", false)]
    public void It_and_ChatGPT_take_no_file_of_each_other(string record, bool isDeepSeek)
    {
        Assert.Equal(isDeepSeek, Reader.Recognises(record));
        Assert.Equal(!isDeepSeek, new ChatGptReader(new TestClock()).Recognises(record));
    }
}
