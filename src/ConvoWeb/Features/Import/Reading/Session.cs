using System.Runtime.InteropServices;
using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>A conversation of which each line of a file tells a part.</summary>
internal abstract class Session
{
    private int _unreadable;
    private bool _isTooLarge;

    /// <summary>In bytes of its lines, which is near enough to what is kept of them.</summary>
    public long Size { get; private set; }

    /// <summary>Its id at the source.</summary>
    public abstract string? Id { get; }

    /// <summary>A line that cannot be read is left out and counted: the last one of a session is often cut off.</summary>
    public void Add(JsonRecord line)
    {
        if (line.Fault is not null)
        {
            _unreadable++;
            return;
        }

        Size += JsonMarshal.GetRawUtf8Value(line.Value).Length;
        if (Size > ImportLimits.Record && !_isTooLarge)
        {
            _isTooLarge = true;
            Forget();
        }

        if (!_isTooLarge)
        {
            Add(line.Value);
        }
    }

    /// <summary>It is told as far as it came: what comes now is the next part of it.</summary>
    public virtual void BeginPart() => (Size, _unreadable) = (0, 0);

    /// <summary>Null when nobody says anything in it.</summary>
    public ReadConversation? Read(string source)
    {
        if (_isTooLarge)
        {
            return ReadConversation.Failed($"It is larger than {ImportLimits.Record / (1024 * 1024)} MiB.", Id);
        }

        if (ToDraft() is not { } draft)
        {
            return null;
        }

        draft.Unreadable = _unreadable;
        return ReadConversation.Of(draft.ToImported(source, draft.ExternalId!, tags: []));
    }

    protected abstract void Add(JsonElement line);

    /// <summary>Everything that was added.</summary>
    protected abstract void Forget();

    protected abstract ConversationDraft? ToDraft();
}
