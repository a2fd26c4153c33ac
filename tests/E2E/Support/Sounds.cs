using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Sounds that a browser really plays, and messages that have them.</summary>
internal static class Sounds
{
    private const int Rate = 8000;

    /// <summary>A quiet tone as a WAV file, one sample of 16 bits after the other.</summary>
    public static byte[] Tone(double seconds, int frequency = 220)
    {
        var samples = (int)(seconds * Rate);
        var file = new byte[44 + (2 * samples)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1); // one channel
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples);
        for (var i = 0; i < samples; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), (short)(3000 * Math.Sin(2 * Math.PI * frequency * i / Rate)));
        }

        return file;
    }

    /// <summary>Answers the file as it is stored.</summary>
    public static async Task<JsonElement> SendFileAsync(this HttpClient client, byte[] bytes, string name, string mediaType)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        using var answer = await client.PostAsync($"/api/files?name={Uri.EscapeDataString(name)}", content);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task DeleteFileAsync(this HttpClient client, string url)
    {
        using var answer = await client.DeleteAsync(url);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Appends a message with a tone; answers the address of its sound.</summary>
    public static async Task<string> SpeakAsync(this HttpClient client, string id, string type, string content, double seconds, int frequency)
    {
        var file = await client.SendFileAsync(Tone(seconds, frequency), "spoken.wav", "audio/wav");
        var url = file.GetProperty("url").GetString()!;
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type, content, audio_url = url, audio_duration = seconds });
        answer.EnsureSuccessStatusCode();
        return url;
    }

    /// <summary>Appends a message that files came with, as its metadata lists them.</summary>
    public static async Task AttachAsync(this HttpClient client, string id, string content, params object[] attachments)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type = "user", content, metadata = new { attachments } });
        answer.EnsureSuccessStatusCode();
    }
}
