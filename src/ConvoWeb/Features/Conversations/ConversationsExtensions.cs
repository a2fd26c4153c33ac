using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Feed;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Conversations.Tags;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.SignalR;

namespace ConvoWeb.Features.Conversations;

internal static class ConversationsExtensions
{
    /// <summary>A whole message of the largest size, as JSON, where every character of it is escaped once.</summary>
    private const int MaxHubMessage = 2 * 1024 * 1024;

    public static IServiceCollection AddConversations(this IServiceCollection services) =>
        services
            .AddSingleton<ConversationService>()
            .AddSingleton<PersonalityService>()
            .AddSingleton<BulkConversationService>()
            .AddSingleton<TagService>()
            .AddSingleton<UsedNames>()
            .AddSingleton<TranscriptReader>()
            .AddSingleton<TranscriptFinder>()
            .AddSingleton<SpokenReader>()
            .AddHostedService<AnswerDrops>()
            .AddFeed()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ConversationsJson.Api));

    private static IServiceCollection AddFeed(this IServiceCollection services)
    {
        services
            .AddSignalR()
            .AddHubOptions<TranscriptHub>(options =>
            {
                options.MaximumReceiveMessageSize = MaxHubMessage;
                options.AddFilter<HubFaults>();
            })
            .AddJsonProtocol(options => ApiJson.Configure(options.PayloadSerializerOptions));
        return services
            .AddSingleton<HubFaults>()
            .AddSingleton<HubLifetimeManager<TranscriptHub>, TranscriptConnections>()
            .AddSingleton<FeedReader>()
            .AddSingleton<TranscriptFeeds>();
    }
}
