using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Conversations;

/// <summary>The names that some of the conversations have.</summary>
public sealed class UsedNames(IDatabase database)
{
    /// <summary>The models that answered, by name.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await ConversationNames.ModelsAsync(db, user.Id, cancellationToken);
    }

    /// <summary>Where conversations came from, by name.</summary>
    public async Task<IReadOnlyList<string>> SourcesAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await ConversationNames.SourcesAsync(db, user.Id, cancellationToken);
    }
}
