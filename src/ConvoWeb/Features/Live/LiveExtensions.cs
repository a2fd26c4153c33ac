namespace ConvoWeb.Features.Live;

internal static class LiveExtensions
{
    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services.AddSingleton<ILiveEvents, LiveBus>();
}
