using ConvoWeb.Features.Proxy.Recording;

namespace ConvoWeb.Features.Proxy;

internal static class ProxyExtensions
{
    public static IServiceCollection AddProxy(this IServiceCollection services) =>
        services
            .AddSingleton<Upstreams>()
            .AddSingleton<Forwarder>()
            .AddSingleton<TalkWriter>()
            .AddSingleton<Recorder>()
            .AddHostedService(provider => provider.GetRequiredService<Recorder>());
}
