using ConvoWeb.Features.Conversations.Personalities;

namespace ConvoWeb.Features.Conversations;

internal static class ConversationsExtensions
{
    public static IServiceCollection AddConversations(this IServiceCollection services) =>
        services
            .AddSingleton<ConversationService>()
            .AddSingleton<PersonalityService>()
            .AddSingleton<TranscriptReader>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ConversationsJson.Api));
}
