namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>Another process has the database file open.</summary>
public sealed class DatabaseInUseException(string message) : Exception(message);

/// <summary>
/// Keeps a second process from the same file, because each believes itself the only writer and the only source of live
/// events. A lock of the operating system: it is gone with its process, however that ended.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream _file;

    private SqliteFileLock(FileStream file) => _file = file;

    /// <exception cref="DatabaseInUseException">Another process holds it.</exception>
    public static SqliteFileLock Take(SqliteUrl url)
    {
        var path = RealPath(url.Path) + ".lock";
        try
        {
            return new SqliteFileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw new DatabaseInUseException(
                $"{url.Display} is in use by another ConvoWeb process. Stop that one, or set DB_URL to another file; for several processes use PostgreSQL.");
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Two names of one file must meet at one lock.</summary>
    private static string RealPath(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
}
