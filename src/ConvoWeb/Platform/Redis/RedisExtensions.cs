namespace ConvoWeb.Platform.Redis;

internal static class RedisExtensions
{
    /// <summary>A channel that is kept open as long as the program runs.</summary>
    public static IServiceCollection AddRedisPubSub(this IServiceCollection services, RedisUrl url, string channel) =>
        services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<RedisPubSub>(provider, url, channel))
            .AddHostedService(provider => provider.GetRequiredService<RedisPubSub>());
}
