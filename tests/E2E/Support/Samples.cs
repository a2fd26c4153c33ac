using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Files to import. <c>Samples/</c> is written by us.</summary>
internal static class Samples
{
    /// <summary>3 conversations: one with two answers to one question, one in Japanese, one with the result of a tool. 9 messages and an empty hidden one.</summary>
    public static FilePayload ChatGpt => Json("conversations.json", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", "conversations.json")));

    /// <summary>The same as it is downloaded: with other files beside it.</summary>
    public static FilePayload ChatGptZip
    {
        get
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add("user.json", """{"id": "user-1", "email": "somebody@example.com"}"""u8);
                Add("chat.html", "<html><body>Not read</body></html>"u8);
                Add("conversations.json", ChatGpt.Buffer);

                void Add(string name, ReadOnlySpan<byte> content)
                {
                    using var entry = zip.CreateEntry(name).Open();
                    entry.Write(content);
                }
            }

            return new FilePayload { Name = "export.zip", MimeType = "application/zip", Buffer = bytes.ToArray() };
        }
    }

    public static FilePayload Unknown => Json("shopping.json", Encoding.UTF8.GetBytes("""{"milk": 2, "bread": 1}"""));

    /// <summary>A conversation of our own format, another one each time.</summary>
    public static FilePayload New => Json("new.jsonl", Encoding.UTF8.GetBytes(
        $$"""
        {"type": "conversation", "format": "convoweb/1", "id": "{{Guid.CreateVersion7()}}", "title": "Brought along"}
        {"type": "user", "id": "{{Guid.CreateVersion7()}}", "seq": 1, "content": "Hello"}
        """));

    public static FilePayload FromDisk(string path) => Json(Path.GetFileName(path), File.ReadAllBytes(path));

    private static FilePayload Json(string name, byte[] content) =>
        new() { Name = name, MimeType = name.EndsWith(".zip", StringComparison.Ordinal) ? "application/zip" : "application/json", Buffer = content };
}
