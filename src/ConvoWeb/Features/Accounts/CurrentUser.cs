using System.Reflection;
using System.Security.Claims;
using ConvoWeb.Data.Audit;

namespace ConvoWeb.Features.Accounts;

/// <summary>Who asks. Services take it as an argument: a circuit has no request to look at.</summary>
public sealed record CurrentUser(string Id)
{
    /// <summary>The claim that <see cref="Origin"/> is taken from.</summary>
    public const string OriginClaim = "convoweb:origin";

    /// <summary>The one person of <c>AUTH_MODE=local</c>.</summary>
    public static CurrentUser Local { get; } = new("local");

    /// <summary>The way they came by and their address, as in <c>page 127.0.0.1</c>.</summary>
    public string Origin { get; init; } = "";

    /// <summary>What they write passed between their program and a model, and is stored only because they agreed to that.</summary>
    public bool IsRecorder { get; init; }

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(From(context.User));

    public static CurrentUser? From(ClaimsPrincipal principal) =>
        principal.FindFirst(ClaimTypes.NameIdentifier)?.Value is { } id
            ? new CurrentUser(id) { Origin = principal.FindFirst(OriginClaim)?.Value ?? "" }
            : null;

    /// <summary>For the trail.</summary>
    /// <param name="detail">A JSON object without any text of a conversation.</param>
    public AuditEntry Did(AuditAction action, DateTimeOffset at, Guid? conversationId = null, int count = 1, string? detail = null) => new()
    {
        Id = Guid.CreateVersion7(at),
        OwnerId = Id,
        Actor = Id,
        Action = action,
        At = at,
        Origin = Origin,
        ConversationId = conversationId,
        Count = count,
        Detail = detail,
    };
}
