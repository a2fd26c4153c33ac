using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>All text of an owner, to be compared with all text of what was imported.</summary>
internal static partial class StoredText
{
    /// <summary>Members that say who speaks, what kind of part something is or how it is linked: that is no text of a conversation.</summary>
    private static readonly HashSet<string> NoText = new(StringComparer.Ordinal)
    {
        "id", "uuid", "parent", "children", "current_node", "role", "sender", "from", "type", "content_type", "recipient", "status",
        "timestamp_", "message_type", "pad", "encrypted_content", "send_date", "user", "lastSentence",
    };

    /// <summary>What is of no conversation: the library of prompts and the folders that Chatbot UI writes beside them.</summary>
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal) { "prompts", "folders" };

    /// <summary>Every line of every string of a JSON file, JSONL file or ZIP of them stands somewhere in what is stored, but for ids and times.</summary>
    public static async Task AssertHoldsAsync(ConvoWebApp app, string owner, byte[] file)
    {
        var stored = await ReadAsync(app, owner);
        var lost = FilesIn(file)
            .SelectMany(ValuesOf)
            .SelectMany(value => StringsOf(value, ""))
            .SelectMany(text => text.Split('\n', StringSplitOptions.TrimEntries))
            .Distinct(StringComparer.Ordinal)
            .Where(line => !stored.Contains(line, StringComparison.Ordinal));
        Assert.Equal([], lost);
    }

    private static async Task<string> ReadAsync(ConvoWebApp app, string owner)
    {
        await using var db = await app.Stored.Contexts.CreateDbContextAsync(Cancel);
        var text = new StringBuilder();
        foreach (var conversation in await db.Conversations.AsNoTracking().Where(c => c.OwnerId == owner).ToListAsync(Cancel))
        {
            text.AppendLine(conversation.Title).AppendLine(conversation.Model);
            AppendStrings(text, conversation.Metadata);
        }

        var messages = db.Messages.AsNoTracking().Where(m => db.Conversations.Any(c => c.Id == m.ConversationId && c.OwnerId == owner));
        foreach (var message in await messages.ToListAsync(Cancel))
        {
            text.AppendLine(message.Content).AppendLine(message.Model);
            AppendStrings(text, message.Metadata);
        }

        foreach (var tag in await db.Tags.AsNoTracking().Where(tag => tag.OwnerId == owner).ToListAsync(Cancel))
        {
            text.AppendLine(tag.Name);
        }

        return text.ToString();
    }

    private static void AppendStrings(StringBuilder text, string? json)
    {
        foreach (var value in json is null ? [] : ValuesOf(Encoding.UTF8.GetBytes(json)))
        {
            foreach (var part in StringsOf(value, "", all: true))
            {
                text.AppendLine(part);
            }
        }
    }

    private static List<byte[]> FilesIn(byte[] file)
    {
        if (!file.AsSpan().StartsWith("PK"u8))
        {
            return [file];
        }

        using var zip = new ZipArchive(new MemoryStream(file));
        return [.. zip.Entries.Select(entry =>
        {
            using var content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        })];
    }

    private static List<JsonElement> ValuesOf(byte[] file)
    {
        var values = new List<JsonElement>();
        var reader = new Utf8JsonReader(file, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            values.Add(JsonElement.ParseValue(ref reader));
        }

        return values;
    }

    private static IEnumerable<string> StringsOf(JsonElement value, string name, bool all = false) => value.ValueKind switch
    {
        JsonValueKind.Object when IsPassedOver(value) => [],
        JsonValueKind.Object => value.EnumerateObject()
            .Where(member => all || !Beside.Contains(member.Name))
            .SelectMany(member => StringsOf(member.Value, member.Name, all)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => StringsOf(item, name, all)),
        JsonValueKind.String when all || !(NoText.Contains(name) || IsFile(name, value.GetString()!) || Id.IsMatch(name) || Time.IsMatch(value.GetString()!)) => [WithoutVerb(value.GetString()!)],
        _ => [],
    };

    /// <summary>Events that repeat the items of their session, and activities that are no conversations.</summary>
    private static bool IsPassedOver(JsonElement value) =>
        (value.TryGetProperty("type", out var type) && type.ValueEquals("event_msg"))
        || (value.TryGetProperty("header", out var header) && value.TryGetProperty("products", out _) && !header.ValueEquals("Gemini Apps"));

    /// <summary>The bytes of a picture: that it was there is kept.</summary>
    private static bool IsFile(string name, string text) => name is "data" or "base64" && text.Length > 256 && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>What Google writes before a prompt is kept beside it.</summary>
    private static string WithoutVerb(string text) => text.StartsWith("Prompted ", StringComparison.Ordinal) ? text["Prompted ".Length..] : text;

    [GeneratedRegex("(_id|_ids|Id|Ids|[uU]uid)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id { get; }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time { get; }
}
