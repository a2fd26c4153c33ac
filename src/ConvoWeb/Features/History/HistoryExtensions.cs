using ConvoWeb.Components.Layout;
using ConvoWeb.Features.History.PrivacySettings;

namespace ConvoWeb.Features.History;

internal static class HistoryExtensions
{
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services
            .AddScoped<ConversationActions>()
            .AddScoped<SampleActions>()
            .AddSingleton<KeptService>()
            .AddSingleton<KnownLooks>()
            .AddScoped<BulkActions>()
            .AddScoped<MessageActions>()
            .AddSingleton(new ShellPart(ShellPlace.Notice, typeof(PausedNotice)))
            .AddSingleton(new ShellPart(ShellPlace.LiveMark, typeof(RunningMark)));
}
