using Microsoft.Data.Sqlite;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>What SQLite's result codes (https://www.sqlite.org/rescode.html) mean for the one who asked.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5, Locked = 6, NoMemory = 7, ReadOnly = 8, Interrupt = 9, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>After these SQLite may have rolled the whole transaction back by itself.</summary>
    public static bool EndsTransaction(Exception exception) =>
        Find(exception)?.SqliteErrorCode is Busy or NoMemory or ReadOnly or Interrupt or IoError or Corrupt or Full or CannotOpen or NotADatabase;

    public static DatabaseFaultException? Translate(Exception exception, DatabaseUrl url) => Find(exception) switch
    {
        null => null,
        { SqliteErrorCode: Full } fault =>
            new(DatabaseFaultKind.DiskFull, $"The disk is full: {url.Display} cannot grow. Nothing of this request was stored; free some space and send it again.", fault),
        { SqliteErrorCode: Corrupt or NotADatabase } fault =>
            new(DatabaseFaultKind.Corrupt, $"{url.Display} is damaged or no ConvoWeb database ({fault.Message}). Put a good copy in its place.", fault),
        { SqliteErrorCode: ReadOnly } fault =>
            new(DatabaseFaultKind.Unavailable, $"{url.Display} cannot be written. The file and its folder must be writable by the user that runs ConvoWeb.", fault),
        { SqliteErrorCode: CannotOpen } fault =>
            new(DatabaseFaultKind.Unavailable, $"{url.Display} cannot be opened. The folder must exist and be readable and writable by the user that runs ConvoWeb.", fault),
        { SqliteErrorCode: Busy or Locked } fault =>
            new(DatabaseFaultKind.Unavailable, $"{url.Display} is locked by another program.", fault),
        { SqliteErrorCode: IoError or NoMemory or Interrupt } fault =>
            new(DatabaseFaultKind.Unavailable, $"{url.Display} cannot be read or written at the moment ({fault.Message}).", fault),
        _ => null,
    };

    private static SqliteException? Find(Exception? exception)
    {
        while (exception is not null and not SqliteException)
        {
            exception = exception.InnerException;
        }

        return (SqliteException?)exception;
    }
}
