using ConvoWeb.Features.Audit;

namespace ConvoWeb.Features.Privacy;

internal static class PrivacyExtensions
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services
            .AddSingleton<AuditTrail>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, PrivacyJson.Api));

    public static void MapPrivacy(this IEndpointRouteBuilder routes) => routes.MapAudit();
}
