using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Export;

/// <summary>Conversations whose messages are read together, one conversation after the other.</summary>
public sealed class ExportBatch
{
    private readonly IDatabase _database;
    private readonly ExportOptions _options;
    private readonly RedactionPolicy _policy;
    private readonly MessageRows<MessageView> _views;
    private readonly MessageRows<ReadOnlyMemory<byte>> _json;

    /// <param name="policy">What was stored before its owner wanted it removed does not leave either.</param>
    internal ExportBatch(IDatabase database, IReadOnlyList<ConversationView> conversations, ExportOptions options, RedactionPolicy policy)
    {
        _database = database;
        _options = options;
        _policy = policy;
        _views = new MessageRows<MessageView>(database, conversations, new ViewRows());
        _json = new MessageRows<ReadOnlyMemory<byte>>(database, conversations, new JsonRows());
    }

    /// <summary>A message has a higher number than the one it answers, so that a branch is in order as well.</summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var branch = _options.Branches is ExportBranches.Active ? await BranchAsync(conversation, cancellationToken) : null;
        var leftOut = new Dictionary<Guid, Guid?>(); // what each of them answered: what answers it answers that
        await foreach (var message in _views.OfAsync(conversation, cancellationToken))
        {
            if (branch is not null && !branch.Contains(message.Seq))
            {
                continue;
            }

            var parent = message.ParentId is { } answered ? leftOut.GetValueOrDefault(answered, answered) : null;
            if (!_options.System && message.Type is MessageType.System)
            {
                leftOut.Add(message.Id, parent);
                continue;
            }

            var kept = parent == message.ParentId ? message : message with { ParentId = parent };
            yield return (_options.Metadata ? kept : kept with { Metadata = MessageNote.Of(kept).Marks }).Redacted(_policy);
        }
    }

    /// <summary>The same messages as the JSON of the API; straight from the rows when nothing is left out or removed.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> JsonAsync(ConversationView conversation, CancellationToken cancellationToken) =>
        _options == ExportOptions.Complete && _policy.IsNone ? _json.OfAsync(conversation, cancellationToken) : WrittenAsync(conversation, cancellationToken);

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
