using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Recording;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Proxy.Recording.Wire;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>
/// Stores talks by the same services as everybody. A client that sends the whole history each time goes on with the conversation that it
/// is of, from the message after which it is new: at the end, or in the middle, as a branch.
/// </summary>
internal sealed class TalkWriter(
    IDatabase database,
    OwnerRedactions redactions,
    ConversationService conversations,
    MessageService messages,
    DraftService drafts,
    PersonalityService personalities,
    Settings settings,
    TimeProvider clock)
{
    public const string Source = "proxy";

    /// <summary>So long a write waits for a database that is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task<bool> MayRecordAsync(CurrentUser user) =>
        settings.PersistTranscripts && (await PatientlyAsync(() => redactions.CurrentAsync(user.Id, CancellationToken.None).AsTask())).MayBeRecorded;

    /// <summary>The history that was sent, as it is known again.</summary>
    public async Task<TalkHistory> ReadAsync(CurrentUser user, ChatRequest asked)
    {
        var key = await PatientlyAsync(async () =>
        {
            await using var db = await database.ReadAsync(CancellationToken.None);
            return await RecordedTurns.KeyAsync(db, user.Id);
        });
        return new TalkHistory(key, asked.Turns);
    }

    /// <summary>Stores what of the history is new, and begins the answer.</summary>
    public async Task<Talk> BeginAsync(CurrentUser user, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var once = new OnceKeys();
        var place = await PatientlyAsync(() => FindPlaceAsync(user, history, asked, request)) ?? await CreateAsync(user, history, asked, request, once);
        var noted = new List<KnownHistory>();
        var parent = place.ParentId;
        for (var i = place.Known; i < history.Turns.Count; i++)
        {
            if (history.Turns[i] is { IsAnswer: true, IsEmpty: true })
            {
                continue;
            }

            parent = await StoreAsync(user, place.ConversationId, Message(history.Turns[i], parent, asked.Model), once);
            if (history.IsTelling(i + 1))
            {
                noted.Add(new KnownHistory(history.HashAt(i + 1), place.ConversationId, parent.Value));
            }
        }

        var draft = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft, ParentId = parent, Model = asked.Model };
        var answer = await StoreAsync(user, place.ConversationId, draft, once);
        await NoteAsync(user, noted);
        return new Talk(this, user, place.ConversationId, answer, parent, history, once);
    }

    public async Task AppendAsync(CurrentUser user, Guid conversationId, Guid messageId, int n, string text) =>
        _ = await PatientlyAsync(() => drafts.AppendAsync(user, conversationId, messageId, [new NewDelta { N = n, Text = text }], CancellationToken.None))
            ?? throw new TalkGoneException();

    public async Task EndAsync(CurrentUser user, Guid conversationId, Guid messageId, DraftEnd end) =>
        _ = await PatientlyAsync(() => drafts.FinalizeAsync(user, conversationId, messageId, end, CancellationToken.None)) ?? throw new TalkGoneException();

    /// <summary>Another answer to the same question; the first one stays the one that is shown.</summary>
    public async Task<Guid> AddAsync(CurrentUser user, Guid conversationId, NewMessage message, Guid shown, OnceKeys once)
    {
        var stored = await StoreAsync(user, conversationId, message, once);
        await PatientlyAsync(() => conversations.SwitchAsync(user, conversationId, shown, CancellationToken.None));
        return stored;
    }

    /// <summary>By these the next request goes on with it.</summary>
    public async Task NoteAsync(CurrentUser user, IReadOnlyList<KnownHistory> histories)
    {
        if (histories.Count > 0)
        {
            await PatientlyAsync(() => database.WriteAsync(
                async db =>
                {
                    await RecordedTurns.NoteAsync(db, user.Id, histories);
                    return histories.Count;
                },
                CancellationToken.None));
        }
    }

    /// <summary>It is not known by this any more.</summary>
    public Task ForgetAsync(CurrentUser user, string hash) =>
        PatientlyAsync(() => database.WriteAsync(db => RecordedTurns.ForgetAsync(db, user.Id, hash), CancellationToken.None));

    public static NewMessage Message(ChatTurn turn, Guid? parent, string? model) => new()
    {
        Type = turn.Type,
        Content = turn.Content,
        ParentId = parent,
        Model = turn.IsAnswer ? model : null,
        Metadata = turn.Metadata is null ? null : JsonElement.Parse(turn.Metadata),
    };

    private async Task<Guid> StoreAsync(CurrentUser user, Guid conversationId, NewMessage message, OnceKeys once)
    {
        var key = once.Next();
        var stored = await PatientlyAsync(() => messages.AppendAsync(user, conversationId, message, key, CancellationToken.None));
        return stored?.Message.Id ?? throw new TalkGoneException();
    }

    /// <summary>The caller has long been answered: what cannot be stored now is stored later, and once.</summary>
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> work)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (
                database.Translate(exception) is { Kind: DatabaseFaultKind.Unavailable or DatabaseFaultKind.DiskFull } && clock.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, clock);
            }
        }
    }

    private async Task<Place?> FindPlaceAsync(CurrentUser user, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var named = request.ConversationId ?? (Guid.TryParse(asked.ConversationId, out var id) ? id : null);
        if (named is { } conversation && await conversations.FindAsync(user, conversation, CancellationToken.None) is { Status: not ConversationStatus.Deleted } there)
        {
            return await FindKnownAsync(user, history, there.Id)
                ?? new Place(there.Id, there.ActiveLeafId, there.ActiveLeafId is null ? 0 : history.Turns.Count - history.AfterLastAnswer);
        }

        return await FindKnownAsync(user, history, within: null);
    }

    /// <summary>The longest of its beginnings that is known.</summary>
    private async Task<Place?> FindKnownAsync(CurrentUser user, TalkHistory history, Guid? within)
    {
        await using var db = await database.ReadAsync(CancellationToken.None);
        foreach (var (length, hash) in history.Beginnings)
        {
            if (await RecordedTurns.FindAsync(db, user.Id, hash) is { } found && (within is null || found.ConversationId == within))
            {
                return new Place(found.ConversationId, found.MessageId, length);
            }
        }

        return null;
    }

    private async Task<Place> CreateAsync(CurrentUser user, TalkHistory history, ChatRequest asked, RecordedRequest request, OnceKeys once)
    {
        // The whole question is looked through before it is cut: half a key would not be known for one.
        var policy = (await PatientlyAsync(() => redactions.CurrentAsync(user.Id, CancellationToken.None).AsTask())).For(user);
        var question = history.Turns.FirstOrDefault(turn => turn.Type is MessageType.User)?.Content;
        var conversation = new NewConversation
        {
            Title = ConversationTitles.Of(null, question is null ? null : policy.Text(question)),
            Model = asked.Model,
            Source = Source,
            PersonalityId = await PatientlyAsync(() => FindPersonalityAsync(user, history, request)),
        };
        var key = once.Next();
        var created = await PatientlyAsync(() => conversations.CreateAsync(user, conversation, key, CancellationToken.None));
        return new Place(created.Id, ParentId: null, Known: 0);
    }

    /// <summary>The one that the request names; otherwise the one with this system prompt.</summary>
    private async Task<Guid?> FindPersonalityAsync(CurrentUser user, TalkHistory history, RecordedRequest request)
    {
        var prompt = history.Turns.FirstOrDefault(turn => turn is { Type: MessageType.System, IsTool: false })?.Content.Trim();
        if (request.Personality is null && prompt is null)
        {
            return null;
        }

        for (string? cursor = ""; cursor is not null;)
        {
            var page = await personalities.ListAsync(user, cursor.Length == 0 ? null : cursor, PageLimits.Max, CancellationToken.None);
            if (page.Items.FirstOrDefault(IsMeant) is { } found)
            {
                return found.Id;
            }

            cursor = page.NextCursor;
        }

        return null;

        bool IsMeant(PersonalityView one) => request.Personality is { } wanted
            ? one.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase) || (Guid.TryParse(wanted, out var id) && one.Id == id)
            : one.SystemPrompt is { Length: > 0 } own && own.Trim() == prompt;
    }

    /// <summary>Where a history goes on.</summary>
    /// <param name="Known">How many of its turns are there already.</param>
    private sealed record Place(Guid ConversationId, Guid? ParentId, int Known);
}

/// <summary>What the writes of one recording are called, so that one whose answer was lost is not done twice.</summary>
internal sealed class OnceKeys
{
    private readonly string _recording = $"recording {Guid.NewGuid()}";
    private int _n;

    public IdempotencyKey Next() => new($"{_recording} {++_n}", _recording);
}

/// <summary>The conversation, or the message that was being written, has been deleted meanwhile.</summary>
internal sealed class TalkGoneException : Exception;
