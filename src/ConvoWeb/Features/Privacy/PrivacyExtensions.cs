using ConvoWeb.Features.Audit;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Privacy;

internal static class PrivacyExtensions
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services
            .AddSingleton<AuditTrail>()
            .AddSingleton<OwnerRedactions>()
            .AddSingleton<RedactionService>()
            .AddSingleton<ConsentService>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, PrivacyJson.Api));

    public static void MapPrivacy(this IEndpointRouteBuilder routes) => routes.MapAudit();
}
