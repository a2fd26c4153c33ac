using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;

namespace ConvoWeb.Features.Export;

/// <summary>Opens a conversation for an exporter.</summary>
public sealed class ExportService(
    IEnumerable<IConversationExporter> exporters,
    ConversationService conversations,
    PersonalityService personalities,
    ExportReader reader,
    TimeProvider clock)
{
    /// <exception cref="InvalidInputException">There is no such format.</exception>
    public IConversationExporter Exporter(string? format) =>
        exporters.FirstOrDefault(exporter => exporter.Format.Name == format)
        ?? throw new InvalidInputException("format", $"format must be one of {string.Join(", ", exporters.Select(exporter => exporter.Format.Name))}.");

    /// <summary>Null when the user has no such conversation.</summary>
    public async Task<ExportDocument?> OpenAsync(CurrentUser user, Guid id, ExportOptions options, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        return new ExportDocument
        {
            Conversation = options.Metadata ? conversation : conversation with { Metadata = null },
            ReadAt = now,
            Personality = conversation.PersonalityId is { } personality ? await personalities.FindAsync(user, personality, cancellationToken) : null,
            Options = options,
            Messages = reader.MessagesAsync(conversation, options, cancellationToken),
        };
    }
}
