namespace ConvoWeb.Data;

public enum DatabaseFaultKind
{
    /// <summary>Cannot be reached, opened, read or written at the moment.</summary>
    Unavailable,
    DiskFull,

    /// <summary>What is in the file is no database, or a damaged one.</summary>
    Corrupt,

    /// <summary>A later release of the program wrote it.</summary>
    Newer,
}

/// <summary>The database cannot do its work, through no fault of the caller. Nothing of the request was stored.</summary>
public sealed class DatabaseFaultException(DatabaseFaultKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public DatabaseFaultKind Kind { get; } = kind;
}

/// <summary>The thing was changed by somebody else since the caller read it.</summary>
public sealed class VersionMismatchException(long current) : Exception("It was changed in the meantime.")
{
    public long Current { get; } = current;
}

/// <summary>The request contradicts what is stored; the message says how.</summary>
public sealed class ConflictException(string message) : Exception(message)
{
    /// <summary>Where to go first.</summary>
    public string? Link { get; init; }
}

/// <summary>A delta is missing: <see cref="Expected"/> is the number that comes next.</summary>
public sealed class DeltaGapException(int came, int expected) : Exception($"Delta {came} came, but {expected} comes next.")
{
    public int Expected { get; } = expected;
}

/// <summary>What was sent cannot be stored; <see cref="Errors"/> says why, by the field's name in the HTTP contract.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors)
    : Exception(string.Join(" ", errors.SelectMany(error => error.Value)))
{
    public InvalidInputException(string field, string message)
        : this(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] })
    {
    }

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
