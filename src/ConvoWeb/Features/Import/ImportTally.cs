namespace ConvoWeb.Features.Import;

/// <summary>
/// The report while it grows. It counts everything, but lists so many conversations only, and as many that failed or were
/// skipped on top: of a million it would fill the memory of whoever writes and reads it.
/// </summary>
internal sealed class ImportTally(int maxListed = ImportTally.MaxListed)
{
    public const int MaxListed = 50_000;

    private readonly List<ImportItem> _items = [];
    private readonly int[] _outcomes = new int[Enum.GetValues<ImportOutcome>().Length];
    private int _messages;
    private int _leftOut;
    private int _purged;
    private int _files;

    public int Count { get; private set; }

    public void Add(ImportItem item)
    {
        Count++;
        _outcomes[(int)item.Outcome]++;
        _messages += item.Messages;
        _leftOut += item.LeftOut;
        _purged += item.IsPurged ? 1 : 0;
        AddFiles(item.Files);
        if (_items.Count < (item.Outcome is ImportOutcome.Failed or ImportOutcome.Skipped ? 2 * maxListed : maxListed))
        {
            _items.Add(item);
        }
    }

    /// <summary>Of conversations that are counted already.</summary>
    public void AddFiles(int count) => _files += count;

    public ImportReport ToReport(IReadOnlyList<UnknownFile> unknown) =>
        new(
            _items,
            new ImportTotals
            {
                Imported = _outcomes[(int)ImportOutcome.Imported],
                Updated = _outcomes[(int)ImportOutcome.Updated],
                Unchanged = _outcomes[(int)ImportOutcome.Unchanged],
                Failed = _outcomes[(int)ImportOutcome.Failed],
                Skipped = _outcomes[(int)ImportOutcome.Skipped],
                Messages = _messages,
                LeftOut = _leftOut,
                Files = _files,
                Purged = _purged,
                NotListed = Count - _items.Count,
            })
        {
            Unknown = unknown,
        };
}
