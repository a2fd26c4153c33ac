using System.Text;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class JsonRecordsTests
{
    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""", """{"a":1} {"a":2}""")]
    [InlineData("\uFEFF [ {\"a\":1} ,\n{\"a\":2}\n]\n", """{"a":1} {"a":2}""")]
    [InlineData("""{"version":1,"conversations" : [{"a":1},{"a":2}],"more":[]}""", """{"a":1} {"a":2}""")]
    [InlineData("""{"conversations":[null,{"a":2}]}""", """{"conversations":[null,{"a":2}]}""")]
    [InlineData("""{"conversations":[]}""", """{"conversations":[]}""")]
    [InlineData("{\"id\":1,\"conversations\":[ ]}\n{\"id\":2}\n", """{"id":1,"conversations":[ ]} {"id":2}""")]
    [InlineData("{\"conversations\":[{\"a\":1},{\"a\":2}],\"b\":{\"c\":[\"]}\"]}}\n{\"conversations\":[{\"a\":3}]}\n{\"a\":4}\n7\n", """{"a":1} {"a":2} {"a":3} {"a":4} 7""")]
    [InlineData("{\"conversations\":[\n{\"from\":1}]}\n{\"conversations\":[\n{\"from\":2}]}", "{\"conversations\":[\n{\"from\":1}]} {\"conversations\":[\n{\"from\":2}]}")]
    [InlineData("{\"a\":[\n{\"b\":1},\n{\"b\":\"}\\n{\"}\n]\n}", "{\"a\":[\n{\"b\":1},\n{\"b\":\"}\\n{\"}\n]\n}")]
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
    [InlineData("{\"a\":\"cut\n{\"a\":2}\n{\"a\":3}\n", """It is not valid JSON. | {"a":2} | {"a":3}""")]
    [InlineData("{\"a\":\"cut\\\n{\"a\":2}\n{\"a\":3}\n", """It is not valid JSON. | {"a":2} | {"a":3}""")]
    [InlineData("{\"a\":[1,\r\n{\"a\":2}\r\n{\"a\":{\"b\":3}}\r\n7", """It is not valid JSON. | {"a":2} | {"a":{"b":3}} | 7""")]
    [InlineData("{\"a\":[\n{\"a\":2}\n", """It is not valid JSON. | {"a":2}""")]
    [InlineData("{\"conversations\":[{\"from\":1,\"value\":\"cut\n{\"a\":2}\n{\"a\":3}", """It is not valid JSON. | {"a":2} | {"a":3}""")]
    [InlineData("{\"conversations\":[{\"from\":1},\n{\"a\":2}\n{\"a\":3}", """It is not valid JSON. | {"a":2} | {"a":3}""")]
    [InlineData("{\"conversations\":[{\"a\":\"b\n\"},{\"a\":2}]}", """It is not valid JSON. | {"a":2}""")]
    [InlineData("{\n\"a\": \"\n\", x\n}\n{\n\"a\":2}", "It is not valid JSON. | {\n\"a\":2}")]
    [InlineData("{\n\"a\": [\n{", "The file ends in the middle of it.")]
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

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public async Task A_first_line_that_is_cut_off_ends_where_it_does_however_long_the_next_ones_are(int bytesAtATime)
    {
        var line = $$"""{"a": "{{new string('ø', 100_000)}}"}""";

        var records = await ReadAsync(new Trickle(Encoding.UTF8.GetBytes($"{line[..^1]},\n{line}\n{line}\n"), bytesAtATime));

        Assert.Equal(["It is not valid JSON.", line, line], records);
    }

    [Fact]
    public async Task What_looks_like_lines_again_and_again_behind_a_long_line_costs_no_more_than_anything_else()
    {
        var file = $$"""{"a": "{{new string('x', 4_000_000)}}", "b": [{{string.Concat(Enumerable.Repeat("\n1\n{}\n{}", 500_000))}}]}""";

        Assert.Equal(["It is not valid JSON."], await ReadAsync(file));
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
