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
            .AddSingleton(ShellPart.Of<PausedNotice>(ShellPlace.Notice))
            .AddSingleton(ShellPart.Of<RetentionNotice>(ShellPlace.Notice))
            .AddSingleton(ShellPart.Of<RunningMark>(ShellPlace.LiveMark));
}
