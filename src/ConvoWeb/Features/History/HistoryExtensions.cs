namespace ConvoWeb.Features.History;

internal static class HistoryExtensions
{
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services.AddScoped<ConversationActions>();
}
