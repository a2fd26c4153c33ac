using System.Buffers;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Export;

/// <summary>Conversations whose messages are read together, one conversation after the other.</summary>
public sealed class ExportBatch
{
    private readonly IDatabase _database;
    private readonly ExportOptions _options;
    private readonly MessageRows<MessageView> _views;
    private readonly MessageRows<byte[]> _json;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    internal ExportBatch(IDatabase database, IReadOnlyList<ConversationView> conversations, ExportOptions options)
    {
        _database = database;
        _options = options;
        _views = new MessageRows<MessageView>(database, conversations, MessageColumns.Read);
        _json = new MessageRows<byte[]>(database, conversations, ReadJson);
        _writer = new Utf8JsonWriter(_buffer, ApiJson.WriterOptions);
    }

    /// <summary>A message has a higher number than the one it answers, so that a branch is in order as well.</summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var branch = _options.Branches is ExportBranches.Active ? await BranchAsync(conversation, cancellationToken) : null;
        await foreach (var message in _views.OfAsync(conversation, cancellationToken))
        {
            if ((branch is null || branch.Contains(message.Seq)) && (_options.System || message.Type is not MessageType.System))
            {
                yield return _options.Metadata ? message : message with { Metadata = null };
            }
        }
    }

    /// <summary>The same messages as the JSON of the API; straight from the rows when nothing is left out.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> JsonAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_options == ExportOptions.Complete)
        {
            await foreach (var message in _json.OfAsync(conversation, cancellationToken))
            {
                yield return message;
            }

            yield break;
        }

        await foreach (var message in MessagesAsync(conversation, cancellationToken))
        {
            yield return WriteJson(message);
        }
    }

    /// <exception cref="JsonException">Its metadata is none, which would break what it stands in.</exception>
    private byte[] ReadJson(DbDataReader row)
    {
        Begin();
        MessageColumns.Write(_writer, row);
        if (!row.IsDBNull(MessageColumns.Metadata))
        {
            JsonDocument.Parse(row.GetString(MessageColumns.Metadata)).Dispose();
        }

        return End();
    }

    private byte[] WriteJson(MessageView message)
    {
        Begin();
        _writer.WriteStartObject();
        foreach (var member in JsonSerializer.SerializeToElement(message, MessagesJson.Api.MessageView).EnumerateObject())
        {
            if (_options.Timestamps || !member.NameEquals("timestamp"))
            {
                member.WriteTo(_writer);
            }
        }

        _writer.WriteEndObject();
        return End();
    }

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
    }

    private byte[] End()
    {
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private async Task<HashSet<int>> BranchAsync(ConversationView conversation, CancellationToken cancellationToken)
    {
        await using var db = await _database.ReadAsync(cancellationToken);
        return await Branches.NumbersAsync(db, conversation, through: null, cancellationToken);
    }
}
