using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Features.Proxy.Recording.Spool;

namespace ConvoWeb.Features.Proxy;

internal static class ProxyExtensions
{
    public static IServiceCollection AddProxy(this IServiceCollection services) =>
        services
            .AddSingleton<Upstreams>()
            .AddSingleton<ProxyMetrics>()
            .AddSingleton<ProxyLimits>()
            .AddSingleton<Forwarder>()
            .AddSingleton<Patience>()
            .AddSingleton<KnownHistories>()
            .AddSingleton<ProxyMemory>()
            .AddSingleton<TalkConsent>()
            .AddSingleton<TalkPlaces>()
            .AddSingleton<TalkFiles>()
            .AddSingleton<TurnWriter>()
            .AddSingleton<AnswerWriter>()
            .AddSingleton<TalkWriter>()
            .AddSingleton<TalkSpool>()
            .AddSingleton<SpooledTalks>()
            .AddSingleton<Recorder>()
            .AddHostedService(provider => provider.GetRequiredService<SpooledTalks>())
            .AddHostedService(provider => provider.GetRequiredService<Recorder>());
}
