using ConvoWeb.Data.Providers.Postgres;
using ConvoWeb.Data.Providers.Sqlite;

namespace ConvoWeb.Data.Providers;

public static class DatabaseFaults
{
    /// <summary>What the failure of a database call means for the one who asked; null when the database is not to blame.</summary>
    public static DatabaseFaultException? Translate(this IDatabase database, Exception exception) =>
        exception as DatabaseFaultException
        ?? exception.InnerException as DatabaseFaultException
        ?? SqliteFaults.Translate(exception, database.Url)
        ?? PostgresFaults.Translate(exception, database.Url);
}
