using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// Where the reader stands, in the address: a reload and a link lead there, the way back does not go over every message. The
/// browser tells its address only after a while, so what was named here is known here.
/// </summary>
internal sealed class TranscriptAddress(NavigationManager navigation, Guid id)
{
    private readonly Queue<int?> _named = new();
    private int? _told;
    private string? _search;
    private string? _leftSearch;

    /// <summary>What the browser has now.</summary>
    /// <returns>Whether a link, or the way back, led to another message.</returns>
    public bool Take(int? seq, string? search)
    {
        _search = search;
        _leftSearch = search is null ? null : _leftSearch;
        if (_told == seq)
        {
            return false;
        }

        _told = seq;
        if (!_named.Contains(seq))
        {
            return seq is not null;
        }

        while (_named.Dequeue() != seq)
        {
            // It was named before, and is no longer of interest.
        }

        return false;
    }

    public void LeaveSearch() => _leftSearch = _search;

    public void Name(int? seq)
    {
        if (seq != (_named.Count > 0 ? _named.Last() : _told))
        {
            _named.Enqueue(seq);
        }

        navigation.NavigateTo(
            HistoryAddresses.Conversation(id, HistoryAddresses.ListIn(navigation.Uri), seq, _search == _leftSearch ? null : _search),
            new NavigationOptions { ReplaceHistoryEntry = true });
    }
}
