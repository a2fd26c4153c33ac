using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Hands out many conversations as one file, which is sent while it is made.</summary>
public sealed class BulkExportService(
    BulkPlan plans, ExportService exports, AttachedFiles files, ExportMark mark, IDatabase database, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<BulkExportService>();

    /// <inheritdoc cref="BulkPlan.Check"/>
    public BulkExport Check(BulkExportRequest request, DateTimeOffset? at = null) => plans.Check(request, at ?? clock.GetUtcNow());

    /// <inheritdoc cref="BulkPlan.ResolveAsync"/>
    public Task<IReadOnlyList<Guid>> ResolveAsync(CurrentUser user, BulkExportRequest request, CancellationToken cancellationToken) =>
        plans.ResolveAsync(user, request, cancellationToken);

    /// <param name="send">Takes the bytes, and waits while the one who downloads is slow.</param>
    /// <returns>Those that were handed out whole.</returns>
    public async Task<IReadOnlyList<Guid>> WriteAsync(
        CurrentUser user,
        BulkExport what,
        IReadOnlyList<Guid> plan,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send,
        CancellationToken cancellationToken)
    {
        var sink = new ExportSink(send);
        var writer = Writer(user, what, plan, sink);
        await writer.WriteAsync(() => ValueTask.CompletedTask, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested(); // the last bytes are taken without a word, also when nobody is there any more
        return writer.Whole;
    }

    public Task MarkAsync(CurrentUser user, BulkExport what, IReadOnlyList<Guid> whole) => mark.SetAsync(user, whole, what.Exporter.Format, what.At);

    public Task NoteBrokenOffAsync(CurrentUser user, BulkExport what, IReadOnlyList<Guid> plan) => mark.NoteBrokenOffAsync(user, plan, what.Exporter.Format);

    internal BulkWriter Writer(CurrentUser user, BulkExport what, IReadOnlyList<Guid> plan, ExportSink sink) =>
        new(database, exports, files, user, what, plan, sink, _logger);
}
