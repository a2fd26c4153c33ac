using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>The names that some of an owner's conversations have, by name. Each is one step in an index, however many conversations it has.</summary>
public static class ConversationNames
{
    /// <summary>More is no list to choose from.</summary>
    private const int Max = 100;

    /// <summary>The models that answered.</summary>
    public static ValueTask<IReadOnlyList<string>> ModelsAsync(DatabaseScope db, string ownerId, CancellationToken cancellationToken) =>
        ListAsync(db, "SELECT min(model) FROM conversations WHERE owner_id = @owner AND model > @after", ownerId, cancellationToken);

    /// <summary>Where conversations came from.</summary>
    public static ValueTask<IReadOnlyList<string>> SourcesAsync(DatabaseScope db, string ownerId, CancellationToken cancellationToken) =>
        ListAsync(db, "SELECT min(source) FROM conversations WHERE owner_id = @owner AND source > @after", ownerId, cancellationToken);

    private static async ValueTask<IReadOnlyList<string>> ListAsync(DatabaseScope db, string next, string ownerId, CancellationToken cancellationToken)
    {
        List<string> names = [];
        while (names.Count < Max
            && await db.Statement(next, ("@owner", ownerId), ("@after", names.LastOrDefault(""))).ExecuteScalarAsync(cancellationToken) is string name)
        {
            names.Add(name);
        }

        return names;
    }
}
