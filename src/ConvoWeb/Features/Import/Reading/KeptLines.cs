using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>What a session tells beside its messages, by kind, as far as there is room for it in the metadata of a conversation.</summary>
internal sealed class KeptLines
{
    private readonly SortedDictionary<string, List<JsonElement>> _lines = new(StringComparer.Ordinal);
    private int _room = Conversation.MetadataMaxBytes / 4 * 3;
    private bool _isFull;

    public void Add(string kind, JsonElement line)
    {
        var kept = JsonCopy.Of(line);
        var size = JsonMarshal.GetRawUtf8Value(kept).Length + kind.Length;
        if (size > _room)
        {
            _isFull = true;
            return;
        }

        _room -= size;
        if (!_lines.TryGetValue(kind, out var lines))
        {
            _lines[kind] = lines = [];
        }

        lines.Add(kept);
    }

    public void KeepIn(MetadataBuilder metadata)
    {
        foreach (var (kind, lines) in _lines)
        {
            metadata.Set(kind, lines);
        }

        if (_isFull)
        {
            metadata.Truncate();
        }
    }
}
