using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The text of a message while it is written, and the number of the piece that comes next. Lives in one circuit.</summary>
public sealed class DraftText
{
    public DraftText(string content, int nextN) => (Text, NextN) = (new GrowingMarkdown(content), nextN);

    /// <summary>Told to whoever shows it, by <see cref="Show"/>.</summary>
    public event Action? Grown;

    public GrowingMarkdown Text { get; private set; }

    public int NextN { get; private set; }

    /// <summary>False when a piece before it is missing. One that is there already changes nothing.</summary>
    public bool TryAdd(LiveDelta delta)
    {
        if (delta.N == NextN)
        {
            Text.Append(delta.Text);
            NextN = delta.Next;
        }

        return delta.Next <= NextN;
    }

    /// <summary>The text as it was read, unless more of it is here already.</summary>
    public void Take(string content, int nextN)
    {
        if (nextN > NextN)
        {
            (Text, NextN) = (new GrowingMarkdown(content), nextN);
            Show();
        }
    }

    /// <summary>The pieces came too late or never will: what comes now is added behind a mark of what is missing.</summary>
    public void AddPastGap(LiveDelta delta)
    {
        Text.Append($"… {delta.Text}");
        NextN = delta.Next;
    }

    public void Show() => Grown?.Invoke();
}
