namespace ConvoWeb.Components.Shared;

/// <summary>An address that a page goes to by itself arrives later, when the page may have moved on. Any other one is news.</summary>
internal sealed class OwnSteps
{
    private readonly List<string> _sent = [];
    private string? _arrived;

    /// <summary>False when the page is there, or on its way.</summary>
    public bool Send(string address)
    {
        if (address == (_sent is [.., var last] ? last : _arrived))
        {
            return false;
        }

        _sent.Add(address);
        return true;
    }

    /// <summary>True when somebody else went there, as on the way back.</summary>
    public bool IsNews(string address)
    {
        if (address == _arrived)
        {
            return false;
        }

        _arrived = address;
        var sent = _sent.IndexOf(address);
        _sent.RemoveRange(0, sent < 0 ? _sent.Count : sent + 1);
        return sent < 0;
    }
}
