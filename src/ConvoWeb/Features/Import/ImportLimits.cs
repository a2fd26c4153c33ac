using System.Security.Cryptography;
using System.Text;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import;

/// <summary>What other products allow is cut to what is stored here, never refused.</summary>
internal static class ImportLimits
{
    /// <summary>In bytes: one conversation is read into memory, a file never is.</summary>
    public const int Record = 256 * 1024 * 1024;

    /// <summary>Of one conversation: every value costs memory beside its bytes, however few those are.</summary>
    public const int RecordValues = 8_000_000;

    /// <summary>Cut between two characters, at most <paramref name="maxBytes"/> of UTF-8.</summary>
    public static string CutBytes(string text, int maxBytes)
    {
        if (text.Length <= maxBytes / 3 || Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    public static string CutCharacters(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (max-- == 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    public static string Title(string title) => CutCharacters(title, Conversation.TitleMaxLength).Trim();

    public static IReadOnlyList<string> Tags(IEnumerable<string?> tags) =>
    [
        .. tags
            .Select(tag => CutCharacters(tag?.Trim() ?? "", ConversationTag.MaxLength))
            .Where(tag => tag.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(ConversationTag.MaxPerConversation),
    ];

    public static string? Source(string? source) => source is null ? null : CutCharacters(source, MessageLimits.ExternalId);

    public static string? Voice(string? voice) => voice is null ? null : CutCharacters(voice, Personality.VoiceMaxLength);

    public static string? SystemPrompt(string? prompt) => prompt is null ? null : CutBytes(prompt, Personality.SystemPromptMaxBytes);

    /// <summary>Half an address leads nowhere: a longer one is left out.</summary>
    public static string? AudioUrl(string? url) => url is not null && IsWithin(url, MessageLimits.AudioUrl) ? url : null;

    public static double? AudioDuration(double? seconds) => seconds is >= 0 and <= MessageLimits.AudioDuration ? seconds : null;

    public static string? Model(string? model) => model is null ? null : CutCharacters(model, MessageLimits.Model);

    /// <summary>An id is never cut, two could become one: a longer one is known by its hash.</summary>
    public static string ExternalId(string id) =>
        IsWithin(id, MessageLimits.ExternalId) ? CleanText.Of(id) : Hash(Encoding.UTF8.GetBytes(id));

    public static string Hash(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Before 1970 and far in the future are mistakes, of the unit most often.</summary>
    public static DateTimeOffset? Time(DateTimeOffset? time) => time is { Year: >= 1970 and < 3000 } ? time : null;

    private static bool IsWithin(string text, int maxCharacters) => CutCharacters(text, maxCharacters).Length == text.Length;
}
