using ConvoWeb.Components.Layout;

namespace ConvoWeb.Features.History;

internal static class HistoryExtensions
{
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services
            .AddScoped<ConversationActions>()
            .AddSingleton(new ShellPart(ShellPlace.Notice, typeof(PausedNotice)))
            .AddSingleton(new ShellPart(ShellPlace.LiveMark, typeof(RunningMark)));
}
