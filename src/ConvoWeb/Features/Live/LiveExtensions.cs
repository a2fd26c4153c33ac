using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Redis;

namespace ConvoWeb.Features.Live;

internal static class LiveExtensions
{
    public static IServiceCollection AddLive(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<ILiveEvents, LiveBus>();
        return settings.Redis is not null
            ? services.AddRedisPubSub(RedisBackplane.Channel).AddSingleton<ILiveBackplane, RedisBackplane>()
            : services.AddSingleton<ILiveBackplane, NoBackplane>();
    }
}
