using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Messages;

internal static class MessagesExtensions
{
    public static IServiceCollection AddMessages(this IServiceCollection services) =>
        services
            .AddSingleton<AppendService>()
            .AddSingleton<MessageService>()
            .AddSingleton<DraftLeases>()
            .AddSingleton<DraftService>()
            .AddHostedService<DraftReaper>()
            .AddSingleton<FileService>()
            .AddHostedService<FileSweeper>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, MessagesJson.Api));
}
