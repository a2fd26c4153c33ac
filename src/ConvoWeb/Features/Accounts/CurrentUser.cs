using System.Reflection;
using System.Security.Claims;

namespace ConvoWeb.Features.Accounts;

/// <summary>Who asks. Services take it as an argument: a circuit has no request to look at.</summary>
public sealed record CurrentUser(string Id)
{
    /// <summary>The one person of <c>AUTH_MODE=local</c>.</summary>
    public static CurrentUser Local { get; } = new("local");

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(From(context.User));

    public static CurrentUser? From(ClaimsPrincipal principal) =>
        principal.FindFirst(ClaimTypes.NameIdentifier)?.Value is { } id ? (id == Local.Id ? Local : new CurrentUser(id)) : null;
}
