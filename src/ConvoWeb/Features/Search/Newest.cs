namespace ConvoWeb.Features.Search;

/// <summary>Of what is begun again and again only the newest counts: to begin cancels what came before.</summary>
internal sealed class Newest : IDisposable
{
    /// <summary>Never disposed: what it cancelled may still ask for its token.</summary>
    private CancellationTokenSource _current = new();

    /// <summary>Of what was begun last, and of what goes on with it.</summary>
    public CancellationToken Token => _current.Token;

    public CancellationToken Begin()
    {
        _current.Cancel();
        _current = new CancellationTokenSource();
        return _current.Token;
    }

    public void Dispose() => _current.Cancel();
}
