using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ConvoWeb.Features.Accounts;

internal static class AccountsExtensions
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(LocalSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, LocalSignIn>(LocalSignIn.Scheme, null);
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        return services;
    }
}

/// <summary><c>AUTH_MODE=local</c>: whoever reaches the loopback address is the one person it belongs to.</summary>
internal sealed class LocalSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Local";

    private static readonly Task<AuthenticateResult> Success = Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, CurrentUser.Local.Id)], Scheme)), Scheme)));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Success;
}
