using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;
using Microsoft.Extensions.Caching.Memory;

namespace ConvoWeb.Features.History;

/// <summary>
/// How messages look, kept by message, version, what is not shown of it, language and how its reader writes numbers for a while: a transcript that is
/// read again after a change costs only what changed, and those who read the same share it. In memory and small: nothing of
/// it outlives the process.
/// </summary>
public sealed class KnownLooks : IDisposable
{
    private const int MaxCharacters = 16 * 1024 * 1024;

    private static readonly TimeSpan KeptUnread = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _looks = new(new MemoryCacheOptions { SizeLimit = MaxCharacters });

    public async Task<MessageLook> OfAsync(MessageView message, DraftText? draft, bool isOpen)
    {
        if (!message.IsStored || draft is not null)
        {
            return await MakeAsync(message, draft, isOpen);
        }

        var key = (message.Id, message.Version, message.State, message.Redaction, isOpen, CultureInfo.CurrentUICulture.Name, CultureInfo.CurrentCulture.Name);
        if (!_looks.TryGetValue(key, out MessageLook? look))
        {
            look = await MakeAsync(message, draft, isOpen);
            _looks.Set(key, look, new MemoryCacheEntryOptions { Size = look.Body.Value.Length, SlidingExpiration = KeptUnread });
        }

        return look!;
    }

    public void Dispose() => _looks.Dispose();

    private static async Task<MessageLook> MakeAsync(MessageView message, DraftText? draft, bool isOpen)
    {
        var text = MessageText.Of(message, isOpen);
        return new MessageLook
        {
            Form = text.Form,
            Body = draft is not null && text.Form is MessageForm.Said ? default : await StaticMarkup.RenderAsync<MessageBody>(new(StringComparer.Ordinal)
            {
                [nameof(MessageBody.Message)] = message,
                [nameof(MessageBody.Text)] = text,
            }),
            Title = text.Title,
            IsFoldable = text.IsLong || text.Form is MessageForm.Aside,
            IsOpen = text.IsOpen,
            Draft = draft,
        };
    }
}
