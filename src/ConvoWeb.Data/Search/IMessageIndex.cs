namespace ConvoWeb.Data.Search;

/// <summary>
/// The upkeep of the full-text index over messages and titles. The database itself keeps it with every change; this is for
/// whoever wants to be sure of it, and for what no database answers for: a damaged disk, a change from outside.
/// </summary>
public interface IMessageIndex
{
    /// <summary>Where the index and the tables disagree, a sentence each; nothing when they agree.</summary>
    /// <param name="progress">Told what is being done, a line each.</param>
    Task<IReadOnlyList<string>> CheckAsync(IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Makes it anew from the tables. Until it is done, searches find what they found before.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    Task RebuildAsync(IProgress<string> progress, CancellationToken cancellationToken);
}
