using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Search;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Finds out what a request for many conversations means.</summary>
public sealed class BulkPlan(
    ExportService exports, BulkConversationService conversations, SearchService search, PersonalityService personalities, TimeProvider clock)
{
    private const string JsonLines = "jsonl";

    /// <summary>
    /// A change has the time when it was asked for, on the clock of its node, and is seen when it is on the disk: so much
    /// before a <c>since</c>, the export before may have missed it. One conversation too many is none too many.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <param name="at">When it was asked for.</param>
    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public BulkExport Check(BulkExportRequest request, DateTimeOffset at)
    {
        InputErrors.Check(errors =>
        {
            errors.Require(request.Ids is null or { Count: <= BulkExportRequest.MaxIds }, "ids", $"ids has more than {BulkExportRequest.MaxIds} items.");
            errors.Require(request.Ids is null || request.Filter is null, "filter", "filter cannot stand beside ids.");
            errors.Require(request.Archive is not false || request.Format is JsonLines, "archive", "Without an archive the format must be jsonl.");
            errors.Require(!request.Files || request.Archive is not false, "files", "files need an archive.");
        });
        var exporter = exports.Exporter(request.Format ?? "json");
        var query = new ExportQuery { Branches = request.Branches };
        return new BulkExport
        {
            Exporter = exporter,
            Options = query.ToOptions(exporter.Format) with
            {
                System = request.System ?? true,
                Metadata = request.Metadata ?? true,
                Timestamps = request.Timestamps ?? true,
            },
            IsArchive = request.Archive ?? true,
            HasFiles = request.Files,
            At = at,
        };
    }

    /// <summary>The conversations by id, ascending: as they are now, so that what is begun can be gone on with.</summary>
    /// <exception cref="InvalidInputException">The filter has a value that it does not take.</exception>
    public async Task<IReadOnlyList<Guid>> ResolveAsync(CurrentUser user, BulkExportRequest request, CancellationToken cancellationToken)
    {
        var since = request.Since is { } at ? Before(at) : default(DateTimeOffset?);
        if (request.Ids is { } ids)
        {
            return await conversations.IdsAsync(user, BulkSelection.Of(ids.ToHashSet()), since, cancellationToken);
        }

        var except = (request.Except ?? []).ToHashSet();
        var query = request.Filter ?? new SearchListQuery();
        if (query.IsSearch)
        {
            if (await query.ToRequestAsync(user, personalities, clock.GetUtcNow(), cancellationToken) is not { } wanted)
            {
                return [];
            }

            HashSet<Guid> found = [.. await search.FindConversationsAsync(user, wanted, cancellationToken)];
            found.ExceptWith(except);
            return await conversations.IdsAsync(user, BulkSelection.Of(found), since, cancellationToken);
        }

        return await query.ToFilterAsync(user, personalities, ConversationScope.All, query.Zone, cancellationToken) is { } filter
            ? await conversations.IdsAsync(user, BulkSelection.All(filter, except), since, cancellationToken)
            : [];
    }

    private static DateTimeOffset Before(DateTimeOffset since) => new(Math.Max(0, since.UtcTicks - Overlap.Ticks), TimeSpan.Zero);
}
