using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Tests.Unit.Platform.Json;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("😀\uFFFE", "😀\uFFFE")]
    public void What_no_database_holds_is_replaced(string text, string clean) => Assert.Equal(clean, CleanText.Of(text));

    [Fact]
    public void Half_an_emoji_is_replaced() => Assert.Equal("a\uFFFDb\uFFFD", CleanText.Of("a\uD800b\uDC00"));

    [Theory]
    [InlineData(@"""a\u0000b""", "a\uFFFDb")]
    [InlineData(@"""\ud83d\ude00""", "😀")]
    [InlineData(@"""\ud83d""", "\uFFFD")]
    [InlineData(@"""\ude00\ud83d\n\t\r\b\f\""\\\/x""", "\uFFFD\uFFFD\n\t\r\b\f\"\\/x")]
    public void Escapes_are_no_way_around_it(string json, string clean)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(clean, CleanText.Read(ref reader));
    }

    /// <summary>Every place where text comes in, on both databases.</summary>
    [Theory]
    [DatabaseData(@"\u0000"), DatabaseData(@"\ud800")]
    public async Task Text_that_comes_in_is_clean_wherever_it_comes(Engine engine, string escape)
    {
        var alice = SharedApp.NewOwner(engine);
        var guide = await alice.JsonAsync("POST /api/personalities", $$"""{"name":"a{{escape}}b","system_prompt":"{{escape}}"}""");
        var created = await alice.JsonAsync(
            "POST /api/conversations",
            $$$"""{"title":"a{{{escape}}}b","tags":["{{{escape}}}"],"source":"{{{escape}}}","external_id":"{{{escape}}}","metadata":{"{{{escape}}}":["{{{escape}}}"]}}""",
            ("Idempotency-Key", "one"));
        var id = created.Text("id");
        var message = await alice.JsonAsync(
            $"POST /v1/conversations/{id}/messages", $$$"""{"type":"user","content":"a{{{escape}}}b","model":"{{{escape}}}","metadata":{"k":{"x":"{{{escape}}}"} } }""", ("Idempotency-Key", "two"));
        var patched = await alice.JsonAsync($"PATCH /api/conversations/{id}", $$$"""{"title":"c{{{escape}}}d","metadata":{"p":"{{{escape}}}"}}""");
        var edited = await alice.JsonAsync($"PATCH /v1/conversations/{id}/messages/{message.Text("id")}", $$$"""{"content":"c{{{escape}}}d","metadata":{"p":"{{{escape}}}"}}""");
        var put = await alice.JsonAsync($"PUT /api/conversations/{id}", $$$"""{"title":"e{{{escape}}}f","metadata":{"p":"{{{escape}}}"}}""");

        Assert.Equal(("a\uFFFDb", "\uFFFD"), (guide.Text("name"), guide.Text("system_prompt")));
        Assert.Equal(("a\uFFFDb", "\uFFFD", "\uFFFD"), (created.Text("title"), created.Text("source"), created.Text("external_id")));
        Assert.Equal("""{"�":["�"]}""", created.GetProperty("metadata").GetRawText());
        Assert.Equal(("a\uFFFDb", """{"k":{"x":"�"}}"""), (message.Text("content"), message.GetProperty("metadata").GetRawText()));
        Assert.Equal(("c\uFFFDd", """{"p":"�"}"""), (patched.Text("title"), patched.GetProperty("metadata").GetRawText()));
        Assert.Equal(("c\uFFFDd", """{"p":"�"}"""), (edited.Text("content"), edited.GetProperty("metadata").GetRawText()));
        Assert.Equal("e\uFFFDf", put.Text("title"));
    }
}
