using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Import.Formats.ChatGpt;
using ConvoWeb.Features.Import.Formats.ClaudeCode;
using ConvoWeb.Features.Import.Samples;
using ConvoWeb.Features.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Features.Import;

internal static class ImportExtensions
{
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        // A source format is one class, found by what is in the file.
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IConversationReader, ConvoWebReader>(),
            ServiceDescriptor.Singleton<IConversationReader, ChatGptReader>(),
            ServiceDescriptor.Singleton<IConversationReader, ClaudeCodeReader>(),
            ServiceDescriptor.Singleton<IConversationReader, CodexReader>(),
            ServiceDescriptor.Singleton<IConversationReader, GeminiTakeoutReader>(),
            ServiceDescriptor.Singleton<IConversationReader, OpenAiChatReader>(),
            ServiceDescriptor.Singleton<IConversationReader, ShareGptReader>(),
            ServiceDescriptor.Singleton<IConversationReader, SillyTavernReader>(),
            ServiceDescriptor.Singleton<IConversationReader, ClaudeReader>(),
            ServiceDescriptor.Singleton<IConversationReader, OpenWebUiReader>(),
            ServiceDescriptor.Singleton<IConversationReader, LibreChatReader>(),
            ServiceDescriptor.Singleton<IConversationReader, GrokReader>(),
            ServiceDescriptor.Singleton<IConversationReader, DeepSeekReader>(),
            ServiceDescriptor.Singleton<IConversationReader, OpenAssistantReader>(),
            ServiceDescriptor.Singleton<IConversationReader, ChatbotUiReader>(),
            ServiceDescriptor.Singleton<IConversationReader, GeminiCliReader>(),
        ]);

        return services
            .AddSingleton<ImportWriter>()
            .AddSingleton<FileLinks>()
            .AddSingleton<ImportService>()
            .AddSingleton<ImportJobs>()
            .AddSingleton<IJobWork, ImportWork>()
            .AddSingleton<SampleConversations>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ImportJson.Api));
    }
}
