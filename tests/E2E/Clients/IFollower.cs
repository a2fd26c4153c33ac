using ConvoWeb.Tests.E2E.Clients.DotNet;

namespace ConvoWeb.Tests.E2E.Clients;

/// <summary>A program that follows one conversation, in whatever language.</summary>
internal interface IFollower : IAsyncDisposable
{
    /// <summary>Returns when it was told everything that there is.</summary>
    Task JoinAsync();

    Task LeaveAsync();

    /// <summary>Returns when it has come to where the condition holds.</summary>
    Task UntilAsync(Func<Place, bool> condition, CancellationToken cancellationToken);

    Task<Held> HoldAsync();
}

/// <summary>How far a program has come: the conversation's version, and of each draft the number of the next delta.</summary>
internal sealed record Place(long Version, IReadOnlyDictionary<string, int> Drafts);
