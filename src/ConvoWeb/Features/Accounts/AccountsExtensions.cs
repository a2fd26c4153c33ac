using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace ConvoWeb.Features.Accounts;

internal static class AccountsExtensions
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(LocalSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, LocalSignIn>(LocalSignIn.Scheme, null);
        services.AddAuthorization();
        services.AddCascadingValue(CascadeCurrentUser);
        return services;
    }

    /// <summary>
    /// Hands the one who asks to every page. Who that is was settled by the request that began the page or the circuit,
    /// so that the state is there before the first component asks.
    /// </summary>
    private static CascadingValueSource<CurrentUser> CascadeCurrentUser(IServiceProvider circuit) => new(
        () => CurrentUser.From(circuit.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync().GetAwaiter().GetResult().User)!,
        isFixed: true);
}

/// <summary><c>AUTH_MODE=local</c>: whoever reaches the loopback address is the one person it belongs to.</summary>
internal sealed class LocalSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Local";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        Claim[] claims = [new(ClaimTypes.NameIdentifier, CurrentUser.Local.Id), new(CurrentUser.OriginClaim, RequestOrigin.Of(Context))];
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)), Scheme)));
    }
}
