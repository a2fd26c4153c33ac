using System.Buffers;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import;

/// <summary>The files of its source that a stored message names in its attachments, as its metadata lists them.</summary>
internal static class SourceFiles
{
    private const string Attachments = "attachments", FileId = "file_id";

    /// <summary>Those that are not here yet, with the names that they have.</summary>
    public static IReadOnlyList<(string Key, string? Name)> MissingIn(string metadata)
    {
        using var document = JsonDocument.Parse(metadata);
        return [.. document.RootElement.Items(Attachments).Where(IsMissing).Select(item => (item.Text(ImportedFile.Member)!, item.Text("name")))];
    }

    /// <summary>The metadata in which those attachments are the files that are stored.</summary>
    public static string Link(string metadata, IReadOnlyDictionary<string, FileView> files)
    {
        using var document = JsonDocument.Parse(metadata);
        var buffer = new ArrayBufferWriter<byte>(metadata.Length);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                if (member.Name is Attachments && member.Value.ValueKind is JsonValueKind.Array)
                {
                    WriteAttachments(json, member.Value, files);
                }
                else
                {
                    member.Value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteAttachments(Utf8JsonWriter json, JsonElement attachments, IReadOnlyDictionary<string, FileView> files)
    {
        json.WriteStartArray();
        foreach (var item in attachments.EnumerateArray())
        {
            if (!IsMissing(item) || files.GetValueOrDefault(item.Text(ImportedFile.Member)!) is not { } file)
            {
                item.WriteTo(json);
                continue;
            }

            json.WriteStartObject();
            foreach (var member in item.EnumerateObject().Where(member => member.Name is not ("media_type" or "size")))
            {
                member.WriteTo(json);
            }

            json.WriteString(FileId, file.Id);
            json.WriteString("media_type", file.MediaType);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool IsMissing(JsonElement item) => item.Text(ImportedFile.Member) is not null && item.Member(FileId) is null;
}
