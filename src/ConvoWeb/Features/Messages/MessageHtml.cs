using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace ConvoWeb.Features.Messages;

/// <summary>
/// The HTML of messages, kept by message, version and language for a while, so that a transcript that is read again after
/// every change costs only what changed. In memory and small: nothing of it outlives the process.
/// </summary>
public sealed class MessageHtml : IDisposable
{
    private const int MaxCharacters = 16 * 1024 * 1024;

    private static readonly TimeSpan KeptUnread = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _html = new(new MemoryCacheOptions { SizeLimit = MaxCharacters });

    /// <param name="messageId">Its id and version name the text; a message without a version is not stored and not kept.</param>
    /// <param name="maxCharacters">How much of the text, cut at a line; for the folded view of a very long one.</param>
    public string Of(Guid messageId, long version, string content, int maxCharacters = int.MaxValue)
    {
        if (version == 0)
        {
            return MarkdownText.ToHtml(Cut(content, maxCharacters), $"m{messageId:N}");
        }

        var key = (CultureInfo.CurrentUICulture.Name, messageId, version, content.Length > maxCharacters);
        return _html.GetOrCreate(key, entry =>
        {
            var html = MarkdownText.ToHtml(Cut(content, maxCharacters), $"m{messageId:N}");
            entry.Size = html.Length;
            entry.SlidingExpiration = KeptUnread;
            return html;
        })!;
    }

    public void Dispose() => _html.Dispose();

    private static string Cut(string content, int maxCharacters)
    {
        if (content.Length <= maxCharacters)
        {
            return content;
        }

        var end = content.LastIndexOf('\n', maxCharacters);
        if (end < maxCharacters / 2)
        {
            end = char.IsHighSurrogate(content[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters;
        }

        return content[..end];
    }
}
