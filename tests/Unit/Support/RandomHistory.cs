using System.Globalization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import;
using Microsoft.Extensions.DependencyInjection;
using Write = System.Func<ConvoWeb.Data.Providers.DatabaseScope, System.Threading.Tasks.ValueTask>;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>
/// What two owners do to their conversations, at random but the same for the same seed, by the writes of the product; and what
/// there must be in the database after it. Many changes share a transaction.
/// </summary>
internal sealed class RandomHistory
{
    private const int MaxGroup = 100;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Longer than any test: drafts are interrupted only here.</summary>
    private static readonly DraftLease Lease = new("random", Start.AddYears(100));

    private readonly Random _random;
    private readonly RandomText _texts;
    private readonly IDatabase _database;
    private readonly ImportWriter _importer;
    private readonly List<HistoryConversation> _conversations = [];
    private readonly List<HistoryMessage> _messages = [];
    private readonly List<Write> _group = [];
    private int _imports;

    /// <param name="app">The services of a running <see cref="ConvoWebApp"/>.</param>
    public RandomHistory(IServiceProvider app, int seed)
    {
        _random = new Random(seed);
        _texts = new RandomText(_random);
        _database = app.GetRequiredService<IDatabase>();
        _importer = app.GetRequiredService<ImportWriter>();
    }

    public static IReadOnlyList<string> Owners { get; } = ["alice", "bob"];

    public int Changes { get; private set; }

    public IReadOnlyList<HistoryConversation> Conversations => _conversations;

    /// <summary>Of both owners, in the trash too.</summary>
    public IReadOnlyList<HistoryMessage> Messages => _messages;

    private DateTimeOffset Now => Start.AddYears(1).AddSeconds(Changes);

    /// <summary>All of them are committed when it returns.</summary>
    public async Task RunAsync(int changes, CancellationToken cancellationToken)
    {
        for (var until = Changes + changes; Changes < until;)
        {
            switch (_random.Next(200))
            {
                case 0 or 1:
                    await CommitAsync(cancellationToken);
                    await ImportAsync(cancellationToken);
                    Changes++;
                    break;
                case 2:
                    await CommitAsync(cancellationToken);
                    await UndoAsync(cancellationToken);
                    break;
                case < 8 when _group.Count > 0:
                    await CommitAsync(cancellationToken);
                    break;
                default:
                    if (Draw() is { } write)
                    {
                        _group.Add(write);
                        Changes++;
                    }

                    break;
            }

            if (_group.Count == MaxGroup)
            {
                await CommitAsync(cancellationToken);
            }
        }

        await CommitAsync(cancellationToken);
    }

    /// <summary>Null when there is nothing that it could be done to.</summary>
    private Write? Draw() => _random.Next(100) switch
    {
        < 5 => Create(),
        < 36 => Append(),
        < 45 => BeginDraft(),
        < 60 => AppendDelta(),
        < 67 => EndDraft(),
        < 70 => InterruptDraft(),
        < 84 => Edit(),
        < 91 => Remove(),
        < 94 => Rename(),
        < 96 => Archive(),
        < 98 => MoveToTrash(),
        < 99 => Restore(),
        _ => Purge(),
    };

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_group.Count > 0)
        {
            await _database.WriteAsync(
                async db =>
                {
                    foreach (var write in _group)
                    {
                        await write(db);
                    }

                    return _group.Count;
                },
                cancellationToken);
            _group.Clear();
        }
    }

    private Write Create()
    {
        var title = _texts.Title();
        var conversation = Add(new HistoryConversation(Guid.CreateVersion7(), Owner()) { Title = title });
        var row = new Conversation
        {
            Id = conversation.Id,
            OwnerId = conversation.OwnerId,
            Title = title,
            TitleKey = Conversation.TitleKeyOf(title),
            CreatedAt = Now,
            UpdatedAt = Now,
            StoredAt = Now,
            LastMessageAt = Now,
        };
        return async db => await ConversationWrites.TryAddAsync(db, row, []);
    }

    private Write? Append()
    {
        if (Pick(_conversations, c => !c.IsInTrash) is not { } conversation)
        {
            return null;
        }

        var rows = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => NewMessage(conversation, MessageState.Final)).ToList();
        return On(conversation, async (db, locked, now) => await MessageWrites.AppendAsync(db, locked, rows, now));
    }

    private Write? BeginDraft()
    {
        if (Pick(_conversations, c => !c.IsInTrash) is not { } conversation)
        {
            return null;
        }

        var row = NewMessage(conversation, MessageState.Draft);
        return On(conversation, async (db, locked, now) => await MessageWrites.AppendAsync(db, locked, [row], now));
    }

    /// <summary>Also to one that was interrupted, which opens it again.</summary>
    private Write? AppendDelta()
    {
        if (Pick(_messages, m => m.IsWritable) is not { } message)
        {
            return null;
        }

        var deltas = Enumerable.Range(message.NextN!.Value, _random.Next(1, 4)).Select(n => new NumberedText(n, _texts.Piece())).ToList();
        message.NextN += deltas.Count;
        message.Content += string.Concat(deltas.Select(delta => delta.Text));
        message.State = MessageState.Draft;
        var (conversation, now) = (message.Conversation, Now);
        return async db => await DeltaWrites.AppendAsync(db, conversation.OwnerId, conversation.Id, message.Id, deltas, _ => default, Lease, now);
    }

    private Write? EndDraft()
    {
        if (Pick(_messages, m => m.IsWritable) is not { } message)
        {
            return null;
        }

        (message.State, message.NextN) = (MessageState.Final, null);
        return On(
            message.Conversation,
            async (db, locked, now) =>
                await DraftWrites.EndAsync(db, locked, message.Id, (_, _) => new MessageEnd { State = MessageState.Final }, expectedN: null, now));
    }

    private Write? InterruptDraft()
    {
        if (Pick(_messages, m => m.IsWritable && m.State is MessageState.Draft) is not { } message)
        {
            return null;
        }

        message.State = MessageState.Interrupted;
        return On(
            message.Conversation,
            async (db, locked, _) => await DraftWrites.InterruptAsync(db, locked, message.Id, Lease.Node, Lease.Until.AddSeconds(1)));
    }

    private Write? Edit()
    {
        if (Pick(_messages, m => m.State is not MessageState.Draft && !m.Conversation.IsInTrash) is not { } message)
        {
            return null;
        }

        message.Content = _texts.Message();
        var change = new MessageChange { Content = message.Content };
        return On(message.Conversation, async (db, locked, now) => await MessageWrites.EditAsync(db, locked, message.Id, change, now));
    }

    private Write? Remove()
    {
        if (Pick(_messages, m => !m.Conversation.IsInTrash) is not { } message)
        {
            return null;
        }

        _messages.Remove(message);
        return On(message.Conversation, async (db, locked, now) => await MessageWrites.RemoveAsync(db, locked, message.Id, now));
    }

    private Write? Rename()
    {
        if (Pick(_conversations, c => !c.IsInTrash) is not { } conversation)
        {
            return null;
        }

        conversation.Title = _texts.Title();
        return Update(conversation);
    }

    private Write? Archive() => SetStatus(
        c => !c.IsInTrash, c => c.Status is ConversationStatus.Active ? ConversationStatus.Archived : ConversationStatus.Active);

    private Write? MoveToTrash() => SetStatus(c => !c.IsInTrash, _ => ConversationStatus.Deleted);

    private Write? Restore() => SetStatus(c => c.IsInTrash, _ => ConversationStatus.Active);

    private Write? SetStatus(Predicate<HistoryConversation> which, Func<HistoryConversation, ConversationStatus> status)
    {
        if (Pick(_conversations, which) is not { } conversation)
        {
            return null;
        }

        conversation.Status = status(conversation);
        return Update(conversation);
    }

    /// <summary>With all of its messages, from wherever it is.</summary>
    private Write? Purge()
    {
        if (Pick(_conversations, _ => true) is not { } conversation)
        {
            return null;
        }

        _conversations.Remove(conversation);
        _messages.RemoveAll(message => message.Conversation == conversation);
        return async db => await db.ExecuteAsync("DELETE FROM conversations WHERE id = @id", ("@id", conversation.Id));
    }

    /// <summary>A new conversation, or what a later export has more of one.</summary>
    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        var known = _random.Next(3) == 0 ? Pick(_conversations, c => c.ExternalId is not null && !c.IsInTrash) : null;
        var owner = known?.OwnerId ?? Owner();
        var title = known?.Title ?? _texts.Title();
        var externalId = known?.ExternalId ?? string.Create(CultureInfo.InvariantCulture, $"import {++_imports}");
        var messages = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => NewImport()).ToList();

        var result = await _importer.WriteAsync(
            new CurrentUser(owner),
            new ImportedConversation
            {
                Source = "random",
                ExternalId = externalId,
                Title = title,
                CreatedAt = Now,
                Messages = messages,
                ActiveKey = messages[^1].Key,
            },
            cancellationToken);

        var conversation = known ?? Add(new HistoryConversation(result.Id!.Value, owner) { Title = title, ExternalId = externalId });
        _messages.AddRange(messages.Select(message => new HistoryMessage(message.Id!.Value, conversation, message.Type, message.Timestamp)
        {
            State = message.State is MessageState.Draft ? MessageState.Interrupted : message.State,
            Content = message.Content,
        }));
    }

    /// <summary>Changes that fail at their end, so that nothing of them may be left, in the index as in the tables.</summary>
    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (Pick(_messages, m => m.State is not MessageState.Draft) is not { } message)
        {
            return;
        }

        var conversation = message.Conversation;
        var change = new MessageChange { Content = _texts.Message() };
        await Assert.ThrowsAsync<UndoneException>(() => _database.WriteAsync<int>(
            async db =>
            {
                var locked = (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!;
                await MessageWrites.EditAsync(db, locked, message.Id, change, Now);
                await MessageWrites.RemoveAsync(db, locked, message.Id, Now);
                await db.ExecuteAsync("DELETE FROM conversations WHERE id = @id", ("@id", conversation.Id));
                throw new UndoneException();
            },
            cancellationToken));
    }

    private NewMessageRow NewMessage(HistoryConversation conversation, MessageState state)
    {
        var message = new HistoryMessage(Guid.CreateVersion7(), conversation, Type(), Timestamp())
        {
            State = state,
            Content = state is MessageState.Draft && _random.Next(2) == 0 ? "" : _texts.Message(),
            NextN = state is MessageState.Draft ? 0 : null,
        };
        _messages.Add(message);
        return new NewMessageRow
        {
            Id = message.Id,
            Type = message.Type,
            State = state,
            Content = message.Content,
            Timestamp = message.Timestamp,
            Lease = state is MessageState.Draft ? Lease : null,
        };
    }

    private ImportedMessage NewImport()
    {
        var id = Guid.CreateVersion7();
        return new ImportedMessage
        {
            Key = id.ToString(),
            ParentKey = null,
            Id = id,
            ExternalId = null,
            Type = Type(),
            State = (MessageState)_random.Next(3),
            Content = _texts.Message(),
            Timestamp = Timestamp(),
        };
    }

    private HistoryConversation Add(HistoryConversation conversation)
    {
        _conversations.Add(conversation);
        return conversation;
    }

    private string Owner() => Owners[_random.Next(Owners.Count)];

    private MessageType Type() => _random.Next(10) switch { < 4 => MessageType.User, < 8 => MessageType.Ai, _ => MessageType.System };

    private DateTimeOffset Timestamp() => Start.AddMinutes(_random.Next(365 * 24 * 60));

    /// <summary>A few tries: mostly there is one.</summary>
    private T? Pick<T>(List<T> all, Predicate<T> which)
        where T : class
    {
        for (var tries = 0; tries < 20 && all.Count > 0; tries++)
        {
            if (all[_random.Next(all.Count)] is var one && which(one))
            {
                return one;
            }
        }

        return null;
    }

    private Write On(HistoryConversation conversation, Func<DatabaseScope, LockedConversation, DateTimeOffset, ValueTask> change)
    {
        var now = Now;
        return async db => await change(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, now);
    }

    /// <summary>As the service of conversations does by EF Core.</summary>
    private static Write Update(HistoryConversation conversation)
    {
        var (title, status) = (conversation.Title, conversation.Status);
        return async db => await db.ExecuteAsync(
            "UPDATE conversations SET title = @title, title_key = @title_key, status = @status, version = version + 1 WHERE id = @id",
            ("@title", title),
            ("@title_key", Conversation.TitleKeyOf(title)),
            ("@status", status),
            ("@id", conversation.Id));
    }

    private sealed class UndoneException : Exception;
}

internal sealed class HistoryConversation(Guid id, string ownerId)
{
    public Guid Id => id;

    public string OwnerId => ownerId;

    public required string Title { get; set; }

    public ConversationStatus Status { get; set; }

    public bool IsInTrash => Status is ConversationStatus.Deleted;

    /// <summary>At its source, when it was imported.</summary>
    public string? ExternalId { get; init; }
}

internal sealed class HistoryMessage(Guid id, HistoryConversation conversation, MessageType type, DateTimeOffset timestamp)
{
    public Guid Id => id;

    public HistoryConversation Conversation => conversation;

    public MessageType Type => type;

    public DateTimeOffset Timestamp => timestamp;

    public required MessageState State { get; set; }

    /// <summary>With the deltas of a draft, which are joined to it when it ends.</summary>
    public required string Content { get; set; }

    /// <summary>Of the next delta, while one may come.</summary>
    public int? NextN { get; set; }

    public bool IsWritable => NextN is not null && !conversation.IsInTrash;

    /// <summary>A search of its owner may find it, and of nobody else.</summary>
    public bool IsSearchable => type is not MessageType.System && State is not MessageState.Draft && !conversation.IsInTrash;
}
