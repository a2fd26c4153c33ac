using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConvoWeb.Bench.Corpus;

/// <summary>The corpus as JSON lines, for other tools and to compare its bytes with another implementation's.</summary>
internal static class CorpusFile
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <returns>The SHA-256 of the file.</returns>
    public static async Task<string> WriteAsync(string path, int conversations)
    {
        await using var file = File.Create(path);
        using var hash = SHA256.Create();
        await using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        await using (var output = new BufferedStream(hashed, 1024 * 1024))
        {
            using var json = new Utf8JsonWriter(output, Options);
            foreach (var conversation in ConversationCorpus.Generate(conversations))
            {
                Write(json, conversation);
                await json.FlushAsync();
                json.Reset();
                output.WriteByte((byte)'\n');
            }
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static void Write(Utf8JsonWriter json, CorpusConversation conversation)
    {
        json.WriteStartObject();
        json.WriteString("id", conversation.Id);
        json.WriteString("title", conversation.Title);
        json.WriteString("personality", conversation.Personality);
        json.WriteString("user", conversation.User);
        json.WriteString("source", conversation.Source);
        json.WriteStartArray("tags");
        foreach (var tag in conversation.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteNumber("started_at", conversation.StartedAt);
        json.WriteNumber("ended_at", conversation.EndedAt);
        json.WriteStartArray("messages");
        foreach (var message in conversation.Messages)
        {
            json.WriteStartObject();
            json.WriteString("id", message.Id);
            json.WriteString("role", WordOf(message.Role));
            json.WritePropertyName("content");
            json.WriteRawValue(Quoted(message.Content), skipInputValidation: true);
            json.WriteNumber("ts", message.Timestamp);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>As JSON.stringify does it: the writer's own encoders would escape emoji.</summary>
    private static string Quoted(string text) => $"\"{text
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal)}\"";

    private static ReadOnlySpan<byte> WordOf(CorpusRole role) => role switch
    {
        CorpusRole.User => "user"u8,
        CorpusRole.System => "system"u8,
        _ => "assistant"u8,
    };
}
