using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Conversations;

/// <summary>The models that answered.</summary>
public sealed class ModelNames(IDatabase database)
{
    private const int Max = 100;

    /// <summary>By name. Each is one step in the index, however many conversations it has.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        List<string> models = [];
        while (models.Count < Max
            && await db
                .Statement("SELECT min(model) FROM conversations WHERE owner_id = @owner AND model > @after", ("@owner", user.Id), ("@after", models.LastOrDefault("")))
                .ExecuteScalarAsync(cancellationToken) is string next)
        {
            models.Add(next);
        }

        return models;
    }
}
