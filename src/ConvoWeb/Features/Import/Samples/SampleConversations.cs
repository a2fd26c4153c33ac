using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.Import.Samples;

/// <summary>A handful of conversations that come with the program, for whoever wants to look around first.</summary>
public sealed class SampleConversations(ImportService imports, ConversationService conversations)
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    private const string Name = "conversations.jsonl";

    /// <summary>Those that the owner did not have, or had in the trash; a second time brings nothing.</summary>
    public async Task<IReadOnlyList<Guid>> AddAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var file = typeof(SampleConversations).Assembly.GetManifestResourceStream(typeof(SampleConversations), Name)!;
        var report = await imports.ImportAsync(user, new[] { new ImportUpload(Name, file) }.ToAsyncEnumerable(), new ImportOptions { BringsBack = true }, cancellationToken);

        List<Guid> added = [];
        foreach (var item in report.Items)
        {
            if (item is { Outcome: ImportOutcome.Imported, Id: { } id })
            {
                added.Add(id);
            }
            else if (item is { Outcome: ImportOutcome.Skipped, Id: { } trashed } && await conversations.RestoreAsync(user, trashed, null, cancellationToken) is not null)
            {
                added.Add(trashed);
            }
        }

        return added;
    }

    public async Task RemoveAsync(CurrentUser user, IEnumerable<Guid> added, CancellationToken cancellationToken)
    {
        foreach (var id in added)
        {
            await conversations.TrashAsync(user, id, null, cancellationToken);
        }
    }
}
