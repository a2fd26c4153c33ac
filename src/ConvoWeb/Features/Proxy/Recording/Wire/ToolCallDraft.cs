using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>A call while it streams: its name at first, then its arguments in pieces.</summary>
internal sealed class ToolCallDraft(int index, string? kind, TextRoom room)
{
    private readonly TextPieces _arguments = new(room);
    private string? _id;
    private string? _name;

    public int Index => index;

    public string? Id => _id;

    public bool IsTruncated => _arguments.IsTruncated;

    /// <summary>Some services repeat id and name in every piece: they are not put together, as the arguments are.</summary>
    public void Add(string? id, JsonElement body)
    {
        _id ??= id;
        _name ??= body.ShortText("name"u8);
        _arguments.Add(ToolCall.ArgumentsOf(body) ?? "");
    }

    public ToolCall ToCall() => new(_id, kind, _name ?? "", CleanText.Of(_arguments.ToString()));
}

/// <summary>The calls of one answer.</summary>
internal sealed class ToolCallDrafts(TextRoom room)
{
    /// <summary>Of the older form there is one, without an index.</summary>
    private const int Older = -1;

    private const int NoIndex = int.MinValue;

    private readonly List<ToolCallDraft> _calls = [];
    private bool _isCut;

    public bool IsTruncated => _isCut || _calls.Exists(call => call.IsTruncated);

    public IReadOnlyList<ToolCall> ToCalls() => [.. _calls.OrderBy(call => call.Index).Select(call => call.ToCall())];

    public void AddOlder(JsonElement body) => (Find(Older) ?? Begin(Older, kind: null))?.Add(id: null, body);

    public void Add(JsonElement delta)
    {
        if (delta.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        var (id, body) = (delta.ShortText("id"u8), ToolCall.BodyOf(delta));
        var last = _calls.Count > 0 ? _calls[^1] : null;
        var isNumbered = delta.Member("index"u8) is not null;
        var index = !isNumbered ? (last?.Index ?? Older) + 1 : delta.Integer("index"u8) is >= 0 and var number ? number : NoIndex;
        var call = isNumbered ? Find(index) : last;

        // Some services give all calls the same index, or none: one with another id and a name is another call.
        if (call is null || (id is not null && call.Id is not null && call.Id != id && body.Member("name"u8) is not null))
        {
            call = Begin(index, ToolCall.KindOf(delta));
        }

        call?.Add(id, body);
    }

    private ToolCallDraft? Find(int index) => _calls.FindLast(call => call.Index == index);

    /// <summary>Null when it is one too many, or has an index that is none.</summary>
    private ToolCallDraft? Begin(int index, string? kind)
    {
        if (_calls.Count == ToolCall.MaxCount || index is < Older or >= ToolCall.MaxCount)
        {
            _isCut = true;
            return null;
        }

        var call = new ToolCallDraft(index, kind, room);
        _calls.Add(call);
        return call;
    }
}
