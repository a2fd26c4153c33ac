using System.Text;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class JsonRecordsTests
{
    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""", """{"a":1} {"a":2}""")]
    [InlineData("\uFEFF [ {\"a\":1} ,\n{\"a\":2}\n]\n", """{"a":1} {"a":2}""")]
    [InlineData("""{"version":1,"conversations" : [{"a":1},{"a":2}],"more":[]}""", """{"a":1} {"a":2}""")]
    [InlineData("""{"conversations":[null,{"a":2}]}""", """null {"a":2}""")]
    [InlineData("""{"conversations":[]}""", "")]
    [InlineData("""{"id":1,"conversations":[{"from":"x"},{"a":2}],"b":[{}]}""", """{"id":1,"conversations":[{"from":"x"},{"a":2}],"b":[{}]}""")]
    [InlineData("{\"conversations\":[{\"role\":\"x\"}]}\n{\"conversations\":[]}", """{"conversations":[{"role":"x"}]} {"conversations":[]}""")]
    [InlineData("""{"a":[{"conversations":[1]}]}""", """{"a":[{"conversations":[1]}]}""")]
    [InlineData("{\"a\":1}\n\n{\"a\":2}\r\n", """{"a":1} {"a":2}""")]
    [InlineData("{\n\"a\":1}\n{\n\"a\":2}", "{\n\"a\":1} {\n\"a\":2}")]
    [InlineData("""[1,"a]",null,["b"],true]""", """1 "a]" null ["b"] true""")]
    [InlineData("""[{"a":"\"}]\\"},{"b":"["}]""", """{"a":"\"}]\\"} {"b":"["}""")]
    [InlineData("[]", "")]
    [InlineData("no JSON", "")]
    [InlineData("", "")]
    public async Task A_file_is_an_array_a_wrapped_array_lines_or_one_object(string file, string records) =>
        Assert.Equal(records, string.Join(' ', await ReadAsync(file)));

    [Theory]
    [InlineData("""[{"a":1},{"a":},{"a":3}]""", """{"a":1} | It is not valid JSON. | {"a":3}""")]
    [InlineData("""[{"a":1},{"a":2""", """{"a":1} | The file ends in the middle of it.""")]
    [InlineData("""[{"a":1},""", """{"a":1} | The file ends in the middle.""")]
    [InlineData("{\"a\":1}\n{\"a\":\n{\"a\":3}\n", """{"a":1} | It is not valid JSON. | {"a":3}""")]
    [InlineData("""{"conversations":[{"a":1},{"a":""", """{"a":1} | The file ends in the middle of it.""")]
    [InlineData("""{"conversations":[{"from":""", """The file ends in the middle of it.""")]
    [InlineData("""{"conversations":[{"from":1},{""", """The file ends in the middle of it.""")]
    [InlineData("""[{"a":1}]x,],[,""", """{"a":1}""")]
    [InlineData("""[{"a":1}x,{"a":2}]""", """{"a":1} | It is not valid JSON. | {"a":2}""")]
    public async Task A_broken_record_does_not_keep_the_next_ones_from_being_read(string file, string records) =>
        Assert.Equal(records, string.Join(" | ", await ReadAsync(file)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public async Task Turns_that_are_called_conversations_stay_together(int bytesAtATime)
    {
        var file = $$"""{"conversations": [{"from": "a", "value": "{{new string('ø', 100_000)}}"}, {"from": "b"}], "id": {} }""";

        Assert.Equal([file], await ReadAsync(new Trickle(Encoding.UTF8.GetBytes(file), bytesAtATime)));
    }

    [Fact]
    public async Task A_record_may_be_deep_but_not_bottomless()
    {
        var file = $"[{new string('[', 10_000)}{new string(']', 10_000)},1]";

        Assert.Equal(["It is nested deeper than 4096 levels.", "1"], await ReadAsync(file));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public async Task Where_the_bytes_are_cut_on_the_way_makes_no_difference(int bytesAtATime)
    {
        var file = $$"""{"x": "\\", "conversations": [{"a": "{{new string('ø', 100_000)}}\""}, [1, 2], "b" ]}""";

        var records = await ReadAsync(new Trickle(Encoding.UTF8.GetBytes(file), bytesAtATime));

        Assert.Equal([$$"""{"a": "{{new string('ø', 100_000)}}\""}""", "[1, 2]", "\"b\""], records);
    }

    private static Task<List<string>> ReadAsync(string file) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)));

    private static async Task<List<string>> ReadAsync(Stream file) =>
        await new JsonRecords(file).ReadAsync(Cancel).Select(record => record.Fault ?? record.Value.GetRawText()).ToListAsync(Cancel);

    /// <summary>A stream as a slow network delivers it.</summary>
    private sealed class Trickle(byte[] bytes, int bytesAtATime) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(bytesAtATime, buffer.Length)], cancellationToken);
    }
}
