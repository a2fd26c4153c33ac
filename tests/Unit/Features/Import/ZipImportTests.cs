using System.Net;
using System.Text;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ZipImportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_part_of_a_split_export_comes_in_and_the_rest_is_passed_over(bool sizesBehind)
    {
        var alice = SharedApp.NewOwner();
        var zip = UploadedFiles.Zip(
            sizesBehind,
            ("user.json", Bytes("""{"email": "alice@example.com"}""")),
            ("chat.html", Bytes("<html>[{]</html>")),
            ("conversations-000.json", Bytes($"[{Conversation("a")},{Conversation("b")}]")),
            ("dalle-generations/x.webp", new byte[100_000]),
            ("empty.json", []),
            ("export_manifest.json", Bytes("""{"files": [1, 2, 3]}""")),
            ("../../deeper/any name at all", Bytes($"[{Conversation("c")}]")));

        var report = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));

        Assert.Equal(
            "a imported, b imported, c imported",
            string.Join(", ", report.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("external_id")} {item.GetProperty("outcome")}")));
    }

    [Fact]
    public async Task What_cannot_be_read_beside_what_can_is_told_once_for_each_reason()
    {
        var alice = SharedApp.NewOwner();
        var cut = Bytes(Conversation("lost")[..^20]);
        var zip = UploadedFiles.Zip(
            false,
            [
                ("conversations-000.json", Bytes($"[{Conversation("a")}]")),
                ("conversations-001.json", [.. "["u8, .. cut]),
                ("notes.txt", Bytes("no JSON at all")),
                .. Enumerable.Range(2, 5).Select(n => ($"conversations-00{n}.json", cut)),
            ]);

        var report = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));

        Assert.Equal(["imported", "failed"], report.Items().Select(item => item.Text("outcome")));
        Assert.Equal(
            "conversations-001.json, conversations-002.json, conversations-003.json and 3 more: The file ends in the middle of it.",
            report.Items()[1].Text("reason"));
        Assert.Empty(report.Items("unknown"));
    }

    [Theory]
    [InlineData(9, "Deflate64, as Windows writes large files")]
    [InlineData(14, "LZMA")]
    public async Task An_entry_that_is_compressed_in_another_way_is_told(int method, string name)
    {
        var alice = SharedApp.NewOwner();
        var zip = UploadedFiles.Zip(false, ("a.json", Bytes($"[{Conversation("a")}]")), ("b.json", Bytes($"[{Conversation("b")}]")));
        var second = zip.AsSpan().LastIndexOf("PK\u0003\u0004"u8);
        zip[second + 8] = (byte)method;

        var report = await UploadedFiles.ImportAsync(alice, "", ($"{name}.zip", zip));

        Assert.Equal(["imported", "failed"], report.Items().Select(item => item.Text("outcome")));
        Assert.StartsWith("b.json: It is compressed in a way that cannot be read here.", report.Items()[1].Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_byte_of_a_ZIP_is_damaged_it_is_told_and_is_no_fault_of_the_server()
    {
        var alice = SharedApp.NewOwner();
        var zip = UploadedFiles.Zip(false, ("conversations.json", Bytes($"[{Conversation("a")},{Conversation("b")}]")));
        var random = new Random(7);

        for (var i = 0; i < 60; i++)
        {
            var damaged = (byte[])zip.Clone();
            damaged[random.Next(4, damaged.Length)] ^= (byte)random.Next(1, 256);

            using var response = await UploadedFiles.PostAsync(alice, "", ("damaged.zip", damaged));

            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{i}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task A_ZIP_without_conversations_is_refused()
    {
        var alice = SharedApp.NewOwner();
        var zip = UploadedFiles.Zip(false, ("../../tmp/evil.txt", Bytes("this is an evil one")));

        var response = await UploadedFiles.PostAsync(alice, "", ("evil.zip", zip), ("empty.zip", UploadedFiles.Zip(false)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("evil.zip: It holds no conversations of a known format. empty.zip: It holds", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_came_before_the_end_of_a_ZIP_that_was_cut_off_comes_in(bool sizesBehind)
    {
        var alice = SharedApp.NewOwner();
        var whole = UploadedFiles.Zip(sizesBehind, ("1.json", Bytes($"[{Conversation("a")}]")), ("2.json", Bytes(NoisyConversation("b"))));

        var report = await UploadedFiles.ImportAsync(alice, "", ("export.zip", whole[..(whole.Length / 2)]));

        Assert.Equal("imported", report.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal("failed", report.GetProperty("items")[1].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_ZIP_that_inflates_without_end_is_stopped()
    {
        var alice = SharedApp.NewOwner();
        var bomb = UploadedFiles.Zip(sizesBehind: true, ("bomb.json", Bytes($"[{Conversation("a")},\"{new string('x', 300 * 1024 * 1024)}\"]")));

        var report = await UploadedFiles.ImportAsync(alice, "", ("bomb.zip", bomb));

        Assert.Equal("imported", report.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal(
            "bomb.zip: The ZIP file inflates to more than 200 times its size, which no export does.",
            report.GetProperty("items")[1].GetProperty("reason").GetString());
    }

    private static string Conversation(string id) =>
        $$"""{"id": "{{id}}", "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hello"]} } } } }""";

    /// <summary>Large even when compressed, so that half of a file ends in the middle of it.</summary>
    private static string NoisyConversation(string id)
    {
        var noise = new byte[50_000];
        new Random(42).NextBytes(noise);
        return Conversation(id).Replace("Hello", Convert.ToHexString(noise), StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
