using System.Text;
using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class ChatbotUiReaderTests
{
    private static readonly ChatbotUiReader Reader = new(new TestClock());

    [Fact]
    public async Task Every_conversation_of_the_history_comes_in_with_its_folder_and_its_prompt()
    {
        var read = await Reader.ReadAsync(Encoding.UTF8.GetBytes(
            """
            {"version": 4, "history": [
              {"id": "c1", "name": "Oslo", "messages": [{"role": "user", "content": "Munch?"}, {"role": "assistant", "content": "Yes."}], "model": {"id": "gpt-4", "name": "GPT-4"}, "prompt": "Be brief.", "temperature": 1, "folderId": "f"},
              7,
              {"id": 2, "name": "Bergen", "messages": []}],
             "folders": [{"id": "f", "name": "Travel", "type": "chat"}], "prompts": []}
            """));

        Assert.Equal(["c1", null, "2"], read.Select(one => one.Conversation?.ExternalId));
        var conversation = read[0].Conversation!;
        Assert.Equal(["Munch?", "Yes."], conversation.Messages.Select(message => message.Content));
        Assert.Equal("gpt-4", conversation.Messages[1].Model);
        Assert.Equal(["Travel"], conversation.Tags);
        Assert.Equal("""{"system_prompt":"Be brief.","temperature":1,"model":{"id":"gpt-4","name":"GPT-4"}}""", conversation.Metadata);
    }

    [Fact]
    public async Task Messages_without_ids_are_known_by_what_stands_before_them()
    {
        var shorter = await Reader.ReadOneAsync("""{"history": [{"id": "c", "messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "Hi"}]}]}""");
        var longer = await Reader.ReadOneAsync("""{"history": [{"id": "c", "messages": [{"role":"user", "content": "\u0048i"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]}]}""");

        Assert.Equal(shorter.Messages.Select(message => message.Key), longer.Messages.Take(2).Select(message => message.Key));
        Assert.Equal(3, longer.Messages.Select(message => message.Key).Distinct(StringComparer.Ordinal).Count());
    }
}
