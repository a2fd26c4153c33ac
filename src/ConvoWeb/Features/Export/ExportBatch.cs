using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export;

/// <summary>Conversations whose messages are read together, one conversation after the other.</summary>
public sealed class ExportBatch
{
    private readonly IDatabase _database;
    private readonly ExportOptions _options;
    private readonly MessageRows<MessageView> _views;
    private readonly MessageRows<ReadOnlyMemory<byte>> _json;

    internal ExportBatch(IDatabase database, IReadOnlyList<ConversationView> conversations, ExportOptions options)
    {
        _database = database;
        _options = options;
        _views = new MessageRows<MessageView>(database, conversations, new ViewRows());
        _json = new MessageRows<ReadOnlyMemory<byte>>(database, conversations, new JsonRows());
    }

    /// <summary>A message has a higher number than the one it answers, so that a branch is in order as well.</summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var branch = _options.Branches is ExportBranches.Active ? await BranchAsync(conversation, cancellationToken) : null;
        await foreach (var message in _views.OfAsync(conversation, cancellationToken))
        {
            if ((branch is null || branch.Contains(message.Seq)) && (_options.System || message.Type is not MessageType.System))
            {
                yield return _options.Metadata ? message : message with { Metadata = MessageNote.Of(message).Marks };
            }
        }
    }

    /// <summary>The same messages as the JSON of the API; straight from the rows when nothing is left out.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> JsonAsync(ConversationView conversation, CancellationToken cancellationToken) =>
        _options == ExportOptions.Complete ? _json.OfAsync(conversation, cancellationToken) : WrittenAsync(conversation, cancellationToken);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> WrittenAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in MessagesAsync(conversation, cancellationToken))
        {
            yield return WriteJson(message);
        }
    }

    private byte[] WriteJson(MessageView message)
    {
        var members = JsonSerializer.SerializeToNode(message, MessagesJson.Api.MessageView)!.AsObject();
        if (!_options.Timestamps)
        {
            members.Remove("timestamp");
        }

        return Encoding.UTF8.GetBytes(members.ToJsonString(MessagesJson.Api.Options));
    }

    private async Task<HashSet<int>> BranchAsync(ConversationView conversation, CancellationToken cancellationToken)
    {
        await using var db = await _database.ReadAsync(cancellationToken);
        return await Branches.NumbersAsync(db, conversation, through: null, cancellationToken);
    }
}
