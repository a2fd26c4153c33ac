using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>
/// A line for the conversation, then one for each message, of all branches: what an import takes back whole. The
/// <c>type</c> tells the lines apart: no message is a <c>conversation</c>.
/// </summary>
internal sealed class JsonLinesExporter : IConversationExporter
{
    /// <summary>Goes up when a reader of the one before could not read it.</summary>
    private const string SchemaVersion = "convoweb/1";

    public ExportFormat Format { get; } = new("jsonl", "application/jsonl; charset=utf-8", ".jsonl", ExportBranches.All);

    public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, ApiJson.WriterOptions);
        WriteHeader(json, document);
        await EndLineAsync(json, output, cancellationToken);

        await foreach (var message in document.Messages.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, message, MessagesJson.Api.MessageView);
            await EndLineAsync(json, output, cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    private static void WriteHeader(Utf8JsonWriter json, ExportDocument document)
    {
        json.WriteStartObject();
        json.WriteString("type", "conversation");
        json.WriteString("format", SchemaVersion);
        json.WriteMembers(document.Conversation, ConversationsJson.Api.ConversationView);
        if (document.Personality is not null)
        {
            json.WritePropertyName("personality");
            JsonSerializer.Serialize(json, document.Personality, ConversationsJson.Api.PersonalityView);
        }

        json.WriteEndObject();
    }

    private static async ValueTask EndLineAsync(Utf8JsonWriter json, PipeWriter output, CancellationToken cancellationToken)
    {
        await json.FlushAsync(cancellationToken);
        json.Reset();
        output.Write("\n"u8);
        await output.FlushLargeAsync(cancellationToken);
    }
}
