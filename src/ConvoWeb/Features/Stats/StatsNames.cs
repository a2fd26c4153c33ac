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
}
