using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Conversations;

/// <summary>The names that some of the conversations have.</summary>
public sealed class UsedNames(IDatabase database)
{
    private const int Max = 100;

    /// <summary>The models that answered, by name.</summary>
    public Task<IReadOnlyList<string>> ModelsAsync(CurrentUser user, CancellationToken cancellationToken) =>
        ListAsync("SELECT min(model) FROM conversations WHERE owner_id = @owner AND model > @after", user, cancellationToken);

    /// <summary>Where conversations came from, by name.</summary>
    public Task<IReadOnlyList<string>> SourcesAsync(CurrentUser user, CancellationToken cancellationToken) =>
        ListAsync("SELECT min(source) FROM conversations WHERE owner_id = @owner AND source > @after", user, cancellationToken);

    /// <summary>Each is one step in the index, however many conversations it has.</summary>
    private async Task<IReadOnlyList<string>> ListAsync(string next, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        List<string> names = [];
        while (names.Count < Max
            && await db.Statement(next, ("@owner", user.Id), ("@after", names.LastOrDefault(""))).ExecuteScalarAsync(cancellationToken) is string name)
        {
            names.Add(name);
        }

        return names;
    }
}
