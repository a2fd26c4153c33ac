using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using Microsoft.AspNetCore.SignalR;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>Tells a caller of the hub what is wrong with the call; what nobody foresaw stays without its text, and is logged.</summary>
internal sealed class HubFaults(IDatabase database) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            throw new HubException(reason, exception);
        }
    }

    /// <summary>Begins with the status that the same request over HTTP is answered with.</summary>
    private string? Explain(Exception exception) => exception switch
    {
        InvalidInputException => $"400 {exception.Message}",
        DeltaGapException gap => $"409 {gap.Message}. (next={gap.Expected})",
        ConflictException => $"409 {exception.Message}",
        _ => database.Translate(exception) is { } fault ? $"503 {fault.Message}" : null,
    };
}
