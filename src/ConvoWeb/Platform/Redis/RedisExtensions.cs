namespace ConvoWeb.Platform.Redis;

internal static class RedisExtensions
{
    /// <summary>A connection that is kept open as long as the program runs.</summary>
    public static IServiceCollection AddRedis(this IServiceCollection services, RedisUrl url) =>
        services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<RedisConnection>(provider, url))
            .AddHostedService(provider => provider.GetRequiredService<RedisConnection>());

    /// <summary>A channel on it.</summary>
    public static IServiceCollection AddRedisPubSub(this IServiceCollection services, string channel) =>
        services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<RedisPubSub>(provider, channel))
            .AddSingleton<IRedisSession>(provider => provider.GetRequiredService<RedisPubSub>());
}
