using System.IO.Pipelines;
using System.Text.Json;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>The object that <c>GET /api/conversations/{id}</c> answers, with the messages of all branches.</summary>
internal sealed class JsonExporter : IConversationExporter
{
    public ExportFormat Format { get; } = new("json", "application/json; charset=utf-8", ".json", ExportBranches.All);

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, ApiJson.WriterOptions);
        json.WriteStartObject();
        json.WriteMembers(document.Conversation, ConversationsJson.Api.ConversationView);
        json.WriteStartArray("messages");

        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, message, MessagesJson.Api.MessageView);
            await json.FlushAsync(cancellationToken);
            await output.FlushLargeAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
