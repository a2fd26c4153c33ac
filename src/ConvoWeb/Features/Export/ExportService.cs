using System.Runtime.CompilerServices;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Export;

/// <summary>Opens conversations for an exporter.</summary>
public sealed class ExportService(
    IEnumerable<IConversationExporter> exporters,
    ConversationService conversations,
    PersonalityService personalities,
    ExportReader reader,
    FileService files,
    OwnerRedactions redactions,
    TimeProvider clock)
{
    /// <exception cref="InvalidInputException">There is no such format.</exception>
    public IConversationExporter Exporter(string? format) =>
        exporters.FirstOrDefault(exporter => exporter.Format.Name == format)
        ?? throw new InvalidInputException("format", $"format must be one of {string.Join(", ", exporters.Select(exporter => exporter.Format.Name))}.");

    public IEnumerable<ExportFormat> Formats => exporters.Select(exporter => exporter.Format);

    /// <summary>Null when the user has no such conversation.</summary>
    public async Task<ExportDocument?> OpenAsync(CurrentUser user, Guid id, ExportOptions options, CancellationToken cancellationToken)
    {
        var opened = OpenManyAsync(user, [id], options, cancellationToken);
        await foreach (var document in opened.WithCancellation(cancellationToken))
        {
            return document;
        }

        return null;
    }

    /// <summary>Those of them that the user has, one after the other: what is read of one is read before the next is asked for.</summary>
    /// <param name="ids">Ascending; so many that their rows can be in memory.</param>
    public async IAsyncEnumerable<ExportDocument> OpenManyAsync(
        CurrentUser user,
        IReadOnlyList<Guid> ids,
        ExportOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var policy = await redactions.CurrentAsync(user.Id, cancellationToken);
        List<ConversationView> found = [.. (await conversations.FindManyAsync(user, ids, cancellationToken)).OrderBy(conversation => conversation.Id)];
        var spokenWith = await personalities.FindManyAsync(user, [.. found.Select(conversation => conversation.PersonalityId).OfType<Guid>().Distinct()], cancellationToken);
        var leaves = options.System ? null : await reader.LeavesWithoutSystemAsync(found, cancellationToken);
        var batch = reader.Open(found, options, policy);
        foreach (var conversation in found)
        {
            yield return new ExportDocument
            {
                Conversation = conversation with
                {
                    Title = policy.Text(conversation.Title),
                    Preview = policy.Text(conversation.Preview),
                    Metadata = options.Metadata ? policy.Json(conversation.Metadata) : null,
                    ActiveLeafId = leaves is null ? conversation.ActiveLeafId : leaves.TryGetValue(conversation.Id, out var leaf) ? leaf : null,
                },
                ReadAt = now,
                Personality = conversation.PersonalityId is { } personality ? spokenWith.GetValueOrDefault(personality) : null,
                Options = options,
                OpenFile = (file, cancellation) => files.OpenAsync(user, file, cancellation),
                Messages = batch.MessagesAsync(conversation, cancellationToken),
                MessagesAsJson = batch.JsonAsync(conversation, cancellationToken),
            };
        }
    }
}
