using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Features.Stats;

/// <summary>What an owner's conversations are told apart by.</summary>
internal static class StatsNames
{
    public static async ValueTask<IReadOnlyList<PersonalityChoice>> PersonalitiesAsync(DatabaseScope db, string ownerId)
    {
        List<PersonalityChoice> personalities = [];
        await using var row = await db
            .Statement("SELECT id, name, color FROM personalities WHERE owner_id = @owner", ("@owner", ownerId))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            personalities.Add(new PersonalityChoice(row.Id(0), row.GetString(1), row.Word<PersonalityColor>(2)));
        }

        return personalities;
    }

    /// <summary>From one to the next by the index, however many conversations each has.</summary>
    public static async ValueTask<IReadOnlyList<string>> SourcesAsync(DatabaseScope db, string ownerId)
    {
        List<string> sources = [];
        await using var row = await db
            .Statement(
                """
                WITH RECURSIVE sources(name) AS (
                    SELECT min(source) FROM conversations WHERE owner_id = @owner AND source IS NOT NULL
                    UNION ALL
                    SELECT (SELECT min(source) FROM conversations WHERE owner_id = @owner AND source > name) FROM sources WHERE name IS NOT NULL
                )
                SELECT name FROM sources WHERE name IS NOT NULL
                """,
                ("@owner", ownerId))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            sources.Add(row.GetString(0));
        }

        return sources;
    }
}
