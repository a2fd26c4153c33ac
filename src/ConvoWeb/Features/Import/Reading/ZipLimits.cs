namespace ConvoWeb.Features.Import.Reading;

/// <summary>Refuses a ZIP that inflates to far more than was sent: text shrinks to a tenth, a bomb to a thousandth.</summary>
internal sealed class ZipLimits
{
    private const int MaxEntries = 1_000_000, MaxRatio = 200;

    private const long RatioCountsFrom = 32L * 1024 * 1024, MaxInflated = 256L * 1024 * 1024 * 1024;

    private int _entries;
    private long _received;
    private long _inflated;

    public void Received(int bytes) => _received += bytes;

    public void Entry()
    {
        if (++_entries > MaxEntries)
        {
            throw new UnreadableUploadException($"The ZIP file has more than {MaxEntries:N0} entries.");
        }
    }

    public void Inflated(int bytes)
    {
        _inflated += bytes;
        if (_inflated > MaxInflated || (_inflated > RatioCountsFrom && _inflated / MaxRatio > _received))
        {
            throw new UnreadableUploadException($"The ZIP file inflates to more than {MaxRatio} times its size, which no export does.");
        }
    }
}
