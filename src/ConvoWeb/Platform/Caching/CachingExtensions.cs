using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Platform.Caching;

internal static class CachingExtensions
{
    public static IServiceCollection AddAnswerCache(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<AnswerCache>();
        return settings.Redis is null
            ? services.AddSingleton<ISharedAnswers, NoSharedAnswers>()
            : services
                .AddSingleton<RedisAnswers>()
                .AddSingleton<ISharedAnswers>(provider => provider.GetRequiredService<RedisAnswers>())
                .AddHostedService(provider => provider.GetRequiredService<RedisAnswers>());
    }
}
