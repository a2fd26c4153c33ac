using ConvoWeb.Data.Idempotency;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Whose recording it is, when it began, and how long it waits for a database that is away.</summary>
/// <param name="Id">Tells its writes from those of others, also after a start of the program.</param>
/// <param name="AskedAt">When the request came.</param>
/// <param name="GiveUp">It is set aside instead of being waited for any longer.</param>
internal sealed record RecordingContext(CurrentUser User, Guid Id, DateTimeOffset AskedAt, CancellationToken GiveUp)
{
    /// <summary>It was set aside: much may have been deleted since it was asked.</summary>
    public bool IsLate { get; init; }

    /// <summary>What a write is called, so that one whose answer was lost is not done twice.</summary>
    public IdempotencyKey Once(string write) => new($"recording {Id} {write}", $"recording {Id}");
}
