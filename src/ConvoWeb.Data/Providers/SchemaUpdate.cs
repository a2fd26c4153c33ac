using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers;

internal static class SchemaUpdate
{
    /// <summary>Applies what is missing. A database that knows more migrations than this program was written by a newer one.</summary>
    public static async Task ApplyAsync(ConvoDbContext context, DatabaseUrl url, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);

        if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } unknown)
        {
            throw new DatabaseFaultException(
                DatabaseFaultKind.Newer,
                $"{url.Display} was written by a newer version of ConvoWeb (it has the change {unknown}). Run that version, or restore an older copy.");
        }

        if (applied.Count < known.Count)
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
    }
}
