using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention;

internal static class RetentionExtensions
{
    public static IServiceCollection AddRetention(this IServiceCollection services) =>
        services
            .AddSingleton<PurgeService>()
            .AddHostedService<PurgeSweeper>()
            .AddSingleton<ICommand, PurgeCheck>()
            .AddSingleton<RetentionService>()
            .AddSingleton<StoredRedaction>()
            .AddSingleton<BackupService>()
            .AddSingleton<RetentionSweep>()
            .AddHostedService<RetentionSweeper>()
            .AddHostedService<RetentionNews>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, RetentionJson.Api));

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes.MapDeletion();
        routes.MapPrivacySettings();
        routes.MapRetentionPreview();
        routes.MapBackups();
    }
}
