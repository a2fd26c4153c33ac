using System.Data;
using System.Data.Common;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Providers;

/// <summary>A connection in use, with its transaction when it writes. Both databases understand the statements it is given.</summary>
public abstract class DatabaseScope : IAsyncDisposable
{
    /// <summary>At the end of a SELECT: keeps other writers from the row until the transaction ends. (SQLite has one writer.)</summary>
    public abstract string ForUpdate { get; }

    /// <summary>At the end of a SELECT: keeps others from changing the row until the transaction ends.</summary>
    public abstract string ForShare { get; }

    /// <summary>How many rows an INSERT is best given: as many as may be where each statement is a way to a server.</summary>
    public abstract int RowsPerStatement { get; }

    /// <summary>What a write changes about what is counted.</summary>
    public RollupChanges Rollups => field ??= new RollupChanges();

    /// <summary>The same connection and transaction, through EF Core.</summary>
    public abstract ConvoDbContext Context { get; }

    /// <summary>
    /// The statement, prepared and bound. It is kept by its text: the same text must come with the same parameters,
    /// and be finished before it is asked for again.
    /// </summary>
    public abstract DbCommand Statement(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters);

    /// <summary>Begins a transaction in which all that is read is of one moment.</summary>
    public abstract string BeginSnapshot { get; }

    /// <summary>What is read on this connection until it is disposed is of one moment, whatever is written meanwhile.</summary>
    public async ValueTask<IAsyncDisposable> FreezeAsync()
    {
        await Statement(BeginSnapshot).ExecuteNonQueryAsync();
        return new Snapshot(this);
    }

    public async ValueTask<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters) =>
        await Statement(sql, parameters).ExecuteNonQueryAsync();

    /// <summary>The first column of what a statement answers, which is an id: so many that they can be in memory.</summary>
    public async ValueTask<IReadOnlyList<Guid>> IdsAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var ids = new List<Guid>();
        await using var row = await Statement(sql, parameters).ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            ids.Add(row.Id(0));
        }

        return ids;
    }

    /// <summary>Until it is disposed, a statement that runs ends with an error when it is cancelled; not all drivers do it by themselves.</summary>
    public virtual CancellationTokenRegistration EndStatementsOn(CancellationToken cancellationToken) => default;

    public abstract ValueTask DisposeAsync();

    /// <summary>A value as the tables hold it; the value converters of the model say the same.</summary>
    protected static object ToColumn(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        MessageType type => Words<MessageType>.Of(type),
        MessageState state => Words<MessageState>.Of(state),
        ConversationStatus status => Words<ConversationStatus>.Of(status),
        _ => value,
    };

    private sealed class Snapshot(DatabaseScope db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await db.ExecuteAsync("ROLLBACK");
    }

    private protected static void Bind(DbCommand command, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (command.Parameters.Count == 0)
        {
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = ToColumn(parameters[i].Value);
        }
    }
}

/// <summary>Columns as the model's types.</summary>
public static class DataReaderExtensions
{
    public static Guid Id(this IDataRecord row, int column) => Guid.Parse(row.GetString(column));

    public static Guid? IdOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.Id(column);

    public static DateTimeOffset Time(this IDataRecord row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static string? TextOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? NumberOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static long? LongOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static double? SecondsOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    public static TEnum Word<TEnum>(this IDataRecord row, int column)
        where TEnum : struct, Enum => Words<TEnum>.Parse(row.GetString(column));
}
