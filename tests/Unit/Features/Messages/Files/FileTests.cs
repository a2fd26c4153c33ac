using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using ConvoWeb.Data.Files;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

public sealed class FileTests
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n"u8, .. SentFiles.Bytes(100)];

    public static TheoryData<Engine, int> Sizes() =>
        new(Enum.GetValues<Engine>().SelectMany(engine =>
            new[] { 1, FileChunk.Size - 1, FileChunk.Size, FileChunk.Size + 1, (3 * FileChunk.Size) + 12_345 }.Select(size => (engine, size))));

    [Theory, MemberData(nameof(Sizes))]
    public async Task What_was_sent_comes_back_byte_for_byte(Engine engine, int size)
    {
        var (alice, bytes) = (SharedApp.NewOwner(engine), SentFiles.Bytes(size, size));

        var file = await alice.AddFileAsync(bytes, "application/x-notes", "?name=notes.bin");

        Assert.Equal((size, "notes.bin", "application/x-notes"), (file.Number("size"), file.Text("name"), file.Text("media_type")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), file.Text("sha256"));
        var answer = await alice.GetAsync(file.Text("url"), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((size, $"\"{file.Text("sha256")}\""), (answer.Content.Headers.ContentLength, answer.Headers.ETag?.Tag));
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory, DatabaseData]
    public async Task Any_range_is_that_slice_of_the_bytes(Engine engine)
    {
        var (alice, random) = (SharedApp.NewOwner(engine), new Random(7));
        var bytes = SentFiles.Bytes((2 * FileChunk.Size) + 777);
        var url = (await alice.AddFileAsync(bytes)).Text("url")!;
        var edges = new[] { 0, 1, 65_535, 65_536, FileChunk.Size - 1, FileChunk.Size, FileChunk.Size + 1, (2 * FileChunk.Size) - 1, 2 * FileChunk.Size, bytes.Length - 1 };
        var ranges = edges.SelectMany(from => edges.Where(to => to >= from).Select(to => (From: from, To: to)))
            .Concat(Enumerable.Range(0, 40).Select(_ => random.Next(bytes.Length)).Select(from => (from, random.Next(from, bytes.Length))));

        foreach (var (from, to) in ranges)
        {
            var answer = await alice.GetRangeAsync(url, $"bytes={from}-{to}");

            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal($"bytes {from}-{to}/{bytes.Length}", answer.Content.Headers.ContentRange?.ToString());
            Assert.Equal(bytes[from..(to + 1)], await answer.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Theory]
    [DatabaseData("bytes=-5", 995, 1000)]
    [DatabaseData("bytes=-5000", 0, 1000)]
    [DatabaseData("bytes=990-", 990, 1000)]
    [DatabaseData("bytes=990-5000", 990, 1000)]
    public async Task A_range_may_be_open_or_count_from_the_end(Engine engine, string range, int from, int to)
    {
        var (alice, bytes) = (SharedApp.NewOwner(engine), SentFiles.Bytes(1000));
        var file = await alice.AddFileAsync(bytes);

        var answer = await alice.GetRangeAsync(file.Text("url")!, range);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(bytes[from..to], await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_and_told_the_size()
    {
        var alice = SharedApp.NewOwner();
        var file = await alice.AddFileAsync(SentFiles.Bytes(1000));

        var answer = await alice.GetRangeAsync(file.Text("url")!, "bytes=1000-");

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal("bytes */1000", answer.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task A_range_of_other_bytes_than_the_client_has_is_the_whole_file()
    {
        var alice = SharedApp.NewOwner();
        var file = await alice.AddFileAsync(SentFiles.Bytes(1000));

        var same = await alice.GetRangeAsync(file.Text("url")!, "bytes=0-9", $"\"{file.Text("sha256")}\"");
        var other = await alice.GetRangeAsync(file.Text("url")!, "bytes=0-9", "\"other\"");

        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        Assert.Equal(1000, other.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        var alice = SharedApp.NewOwner();
        var file = await alice.AddFileAsync(SentFiles.Bytes(1000));

        var answer = await alice.SendAsync($"GET {file.Text("url")}", null, ("If-None-Match", $"\"{file.Text("sha256")}\""));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task HEAD_tells_everything_but_the_bytes()
    {
        var alice = SharedApp.NewOwner();
        var file = await alice.AddFileAsync(Png, "image/png");

        var answer = await alice.SendAsync($"HEAD {file.Text("url")}");

        Assert.Equal((HttpStatusCode.OK, Png.Length, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory, DatabaseData]
    public async Task Nobody_else_has_the_file(Engine engine)
    {
        var file = await SharedApp.NewOwner(engine).AddFileAsync(SentFiles.Bytes(10));
        var bob = SharedApp.NewOwner(engine);

        await bob.SendAsync($"GET {file.Text("url")}").ProblemAsync(HttpStatusCode.NotFound);
        await bob.SendAsync($"DELETE {file.Text("url")}").ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.SendAsync($"HEAD {file.Text("url")}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task The_same_bytes_of_one_owner_are_stored_once(Engine engine)
    {
        var (alice, bob, bytes) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine), SentFiles.Bytes(FileChunk.Size + 5, 3));

        var first = await alice.AddFileAsync(bytes, query: "?name=first.bin");
        var second = await alice.AddFileAsync(bytes, query: "?name=second.bin");
        var bobs = await bob.AddFileAsync(bytes);

        Assert.Equal((first.Text("id"), "first.bin"), (second.Text("id"), second.Text("name")));
        Assert.NotEqual(first.Text("id"), bobs.Text("id"));
        Assert.Equal(2L, await CountAsync(engine, "SELECT count(*) FROM files WHERE sha256 = @x", first.Text("sha256")));
        Assert.Equal(2L, await CountAsync(engine, "SELECT count(*) FROM file_chunks WHERE file_id = @x", first.Text("id")));
    }

    [Theory, DatabaseData]
    public async Task Sixteen_may_send_at_once(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var sent = Enumerable.Range(0, 16).Select(i => SentFiles.Bytes(FileChunk.Size + (i / 2), i / 2)).ToList(); // each twice

        var files = await Task.WhenAll(sent.Select(bytes => alice.AddFileAsync(bytes)));

        Assert.Equal(8, files.Texts("id").Distinct().Count());
        foreach (var (bytes, file) in sent.Zip(files))
        {
            Assert.Equal(bytes, await alice.GetByteArrayAsync(file.Text("url"), Cancel));
        }
    }

    [Theory, DatabaseData]
    public async Task A_request_that_is_sent_again_stores_nothing_a_second_time(Engine engine)
    {
        var (alice, bytes) = (SharedApp.NewOwner(engine), SentFiles.Bytes(10, 11));

        var first = await alice.AddFileAsync(bytes, query: "?name=a", idempotencyKey: "k1");
        var again = await alice.AddFileAsync(bytes, query: "?name=a", idempotencyKey: "k1");

        Assert.Equal(first.Text("id"), again.Text("id"));
        await alice.PostFileAsync(SentFiles.Bytes(10, 12), query: "?name=a", idempotencyKey: "k1").ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await alice.SendAsync($"DELETE {first.Text("url")}");
        await alice.PostFileAsync(bytes, query: "?name=a", idempotencyKey: "k1").ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory, DatabaseData]
    public async Task A_form_may_carry_the_file(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        form.Add(new ByteArrayContent(Png) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "Überblick.png");

        var file = await (await alice.PostAsync("/api/files", form, Cancel)).JsonAsync();

        Assert.Equal(("Überblick.png", "image/png", Png.Length), (file.Text("name"), file.Text("media_type"), file.Number("size")));
    }

    [Fact]
    public async Task Nothing_is_no_file()
    {
        var alice = SharedApp.NewOwner();
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" } };

        Assert.Equal(["body"], await alice.PostFileAsync([]).RefusedFieldsAsync());
        Assert.Equal(["file"], await alice.PostAsync("/api/files", form, Cancel).RefusedFieldsAsync());
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\photo.png", "photo.png")]
    [InlineData("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png")]
    [InlineData("a\r\nSet-Cookie: x=1", "aSet-Cookie: x=1")]
    [InlineData("fdp.\u202Egnp", "fdp.\u202Egnp")]
    [InlineData("..", "..")]
    [InlineData("  ", "file")]
    [InlineData("", "file")]
    public async Task A_name_is_text_and_no_path(string sent, string kept)
    {
        var alice = SharedApp.NewOwner();

        var file = await alice.AddFileAsync(Png, "image/png", "?name=" + Uri.EscapeDataString(sent));
        var answer = await alice.GetAsync(file.Text("url"), Cancel);

        Assert.Equal(kept, file.Text("name"));
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_very_long_name_is_cut()
    {
        var file = await SharedApp.NewOwner().AddFileAsync(Png, "image/png", "?name=" + Uri.EscapeDataString(string.Concat(Enumerable.Repeat("😀", 300))));

        Assert.Equal(255, file.Text("name")!.EnumerateRunes().Count());
    }

    [Theory]
    [InlineData("text/html", "<script>alert(1)</script>")]
    [InlineData("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("image/png", "<html>not a picture</html>")]
    [InlineData("text/javascript", "alert(1)")]
    [InlineData("text/css", "body { display: none }")]
    [InlineData("application/pdf", "%PDF-1.7")]
    [InlineData("nonsense", "nothing known")]
    public async Task What_might_run_is_handed_out_as_bytes_to_keep(string claimed, string content)
    {
        var alice = SharedApp.NewOwner();
        var file = await alice.AddFileAsync(System.Text.Encoding.UTF8.GetBytes(content), claimed, "?name=x");

        var answer = await alice.GetAsync(file.Text("url"), Cancel);

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("script-src", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory, DatabaseData]
    public async Task A_deleted_file_leaves_nothing(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var file = await alice.AddFileAsync(SentFiles.Bytes(20 * FileChunk.Size));

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {file.Text("url")}")).StatusCode);

        await alice.SendAsync($"GET {file.Text("url")}").ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(0L, await CountAsync(engine, "SELECT count(*) FROM files WHERE id = @x", file.Text("id")));
        Assert.Equal(0L, await CountAsync(engine, "SELECT count(*) FROM file_chunks WHERE file_id = @x", file.Text("id")));
    }

    private static Task<long> CountAsync(Engine engine, string sql, string? value) => SharedApp.On(engine).Stored.ScalarAsync<long>(sql, ("@x", value));
}
