using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>ChatGPT's data export: <c>conversations.json</c>, <c>conversations-NNN.json</c>, or one conversation alone.</summary>
internal sealed class ChatGptReader(TimeProvider clock) : IConversationReader
{
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal)
    {
        "id", "conversation_id", "title", "create_time", "update_time", "mapping", "current_node", "is_archived", "is_starred",
        "default_model_slug", "model_slug", "truncated",
    };

    public string Source => "chatgpt";

    /// <summary>DeepSeek has a <c>mapping</c> too, but its messages have <c>fragments</c> where these have an author and content.</summary>
    public bool Recognises(JsonElement record)
    {
        if (record.Object("mapping") is not { } mapping)
        {
            return false;
        }

        var messages = mapping.EnumerateObject().Select(node => node.Value.Object("message")).OfType<JsonElement>().ToList();
        return messages.Count > 0
            ? messages.Exists(message => message.Member("author") is not null || message.Member("content") is not null)
                && !messages.Exists(message => message.Member("fragments") is not null)
            : record.Member("current_node") is not null || record.Member("conversation_id") is not null;
    }

    public async IAsyncEnumerable<ReadConversation> ReadAsync(
        IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            yield return record.Fault is { } fault ? ReadConversation.Failed(fault) : Read(record.Value);
        }
    }

    private ReadConversation Read(JsonElement record)
    {
        try
        {
            return record.Object("mapping") is { } mapping
                ? ReadConversation.Of(Read(record, mapping))
                : ReadConversation.Failed("It has no messages (mapping).", IdOf(record), record.Text("title"));
        }
        catch (InvalidOperationException)
        {
            // The names of members are not text, which nothing can refer to.
            return ReadConversation.Failed("It is not valid text.");
        }
    }

    private ImportedConversation Read(JsonElement record, JsonElement mapping)
    {
        var current = record.Text("current_node");
        var createdAt = record.Time("create_time");
        var model = record.Text("default_model_slug") ?? record.Text("model_slug");
        var messages = new List<ImportedMessage>();
        var nearest = new Dictionary<string, ImportedMessage?>(StringComparer.Ordinal); // by node: itself or the message above it
        var leftOut = 0;

        foreach (var node in new ChatGptTree(mapping).InOrder(current))
        {
            var above = node.Parent is null ? null : nearest[node.Parent.Key];
            nearest[node.Key] = above;
            if (node.Message is not { } value)
            {
                continue;
            }

            var message = new ChatGptMessage(value);
            if (message.IsEmptyAndHidden)
            {
                leftOut++;
                continue;
            }

            // Hidden context often has no time of its own: it belongs to what stands before it, or to the beginning.
            var time = message.Time ?? above?.Timestamp ?? createdAt ?? record.Time("update_time") ?? clock.GetUtcNow();
            var imported = message.ToImported(ImportLimits.ExternalId(node.Key), above?.Key, time, model);
            nearest[node.Key] = imported;
            messages.Add(imported);
        }

        var first = messages.Find(message => message.Type is not MessageType.System);
        var active = (current is null ? null : nearest.GetValueOrDefault(current)) ?? messages.LastOrDefault();
        return new ImportedConversation
        {
            Source = Source,
            ExternalId = IdOf(record) ?? ImportLimits.Hash(JsonMarshal.GetRawUtf8Value(record)),
            Title = ImportLimits.Title(ConversationTitles.Of(record.Text("title"), first?.Content)),
            CreatedAt = createdAt ?? (messages.Count > 0 ? messages.Min(message => message.Timestamp) : clock.GetUtcNow()),
            UpdatedAt = record.Time("update_time"),
            Status = record.IsTrue("is_archived") ? ConversationStatus.Archived : ConversationStatus.Active,
            Starred = record.IsTrue("is_starred"),
            Model = ImportLimits.Model(model),
            Metadata = MetadataOf(record),
            Messages = messages,
            ActiveKey = active?.Key,
            LeftOut = leftOut,
        };
    }

    private static string? IdOf(JsonElement record) =>
        (record.Text("conversation_id") ?? record.Text("id")) is { Length: > 0 } id ? ImportLimits.ExternalId(id) : null;

    private static string? MetadataOf(JsonElement record)
    {
        var metadata = new MetadataBuilder();
        foreach (var member in record.EnumerateObject().Where(member => !NotKept.Contains(member.Name)))
        {
            metadata.Keep(member.Name, member.Value);
        }

        return metadata.ToJson(Conversation.MetadataMaxBytes);
    }
}
