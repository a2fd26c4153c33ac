using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
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
    Patience patience,
    KnownHistories histories,
    TalkFiles files,
    OwnerRedactions redactions,
    ConversationService conversations,
    AppendService appends,
    DraftService drafts,
    PersonalityService personalities,
    Settings settings)
{
    public const string Source = "proxy";

    /// <summary>So many turns are one write: others want to write too.</summary>
    private const int StoredAtOnce = 200;

    /// <summary>Whether its owner has agreed.</summary>
    public async Task<bool> MayRecordAsync(RecordingContext context) => (await PolicyAsync(context)).MayBeRecorded;

    /// <summary>The same when the database is away: as it was when this node looked last.</summary>
    public bool MayBeSetAside(RecordingContext context) => redactions.LastKnown(context.User.Id) is { MayBeRecorded: true } && settings.PersistTranscripts;

    /// <summary>The history that was sent, as it is known again.</summary>
    public async Task<TalkHistory> ReadAsync(RecordingContext context, ChatRequest asked) =>
        new(await patience.WaitAsync(() => histories.KeyAsync(context.User.Id), context.GiveUp), asked.Turns) { ToolTokens = asked.ToolTokens };

    /// <summary>Stores what of the history is new, and begins the answer.</summary>
    /// <exception cref="TalkGoneException">What it goes on from was purged meanwhile.</exception>
    public async Task<Talk> BeginAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var place = await patience.WaitAsync(() => FindPlaceAsync(context, history, asked, request), context.GiveUp)
            ?? await CreateAsync(context, history, asked, request);
        var turns = history.Turns.Index().Skip(place.Known).Where(turn => turn.Item is not { IsAnswer: true, IsEmpty: true }).ToList();
        var parent = place.ParentId;
        foreach (var some in turns.Chunk(StoredAtOnce))
        {
            var stored = new List<NewMessage>();
            foreach (var (_, turn) in some)
            {
                var metadata = turn.Metadata is null ? (JsonElement?)null : JsonElement.Parse(turn.Metadata);
                stored.Add(Message(context, turn, asked.Model, await files.StoreAsync(context, place.ConversationId, turn, metadata)));
            }

            parent = await StoreAsync(
                context,
                place.ConversationId,
                stored,
                parent,
                $"turns {some[0].Index}",
                ids => [.. some.Zip(ids, (turn, id) => (Length: turn.Index + 1, Id: id))
                    .Where(one => history.IsTelling(one.Length))
                    .Select(one => new KnownHistory(history.HashAt(one.Length), place.ConversationId, one.Id))]);
        }

        var draft = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft, Timestamp = context.AskedAt, Model = asked.Model };
        var answer = await StoreAsync(context, place.ConversationId, [draft], parent, "answer", _ => []);
        return new Talk(this, context, history, new TalkPlace(place.ConversationId, answer, parent));
    }

    public async Task AppendAsync(RecordingContext context, TalkPlace place, int n, string text) =>
        _ = await patience.WaitAsync(
            () => drafts.AppendAsync(context.User, place.ConversationId, place.MessageId, [new NewDelta { N = n, Text = text }], CancellationToken.None),
            context.GiveUp) ?? throw new TalkGoneException();

    /// <param name="turn">What was answered; null when nothing was.</param>
    /// <param name="known">By these the next request goes on with it.</param>
    /// <param name="forgotten">It is not known by this any more.</param>
    public async Task EndAsync(RecordingContext context, TalkPlace place, ChatTurn? turn, DraftEnd end, IReadOnlyList<KnownHistory> known, string? forgotten)
    {
        if (turn is not null && await files.StoreAsync(context, place.ConversationId, turn, end.Metadata) is var (metadata, url, seconds))
        {
            end = end with { Metadata = metadata, AudioUrl = url, AudioDuration = seconds };
        }

        _ = await patience.WaitAsync(
            () => drafts.FinalizeAsync(
                context.User, place.ConversationId, place.MessageId, end, CancellationToken.None, inSame: db => KnownHistories.NoteAsync(db, context.User.Id, known, forgotten)),
            context.GiveUp) ?? throw new TalkGoneException();
        if (!settings.PersistTranscripts)
        {
            histories.Hold(context.User.Id, known);
        }
    }

    /// <summary>Another answer to the same question; the first one stays the one that is shown.</summary>
    public async Task AddAsync(RecordingContext context, TalkPlace place, AnswerChoice choice, string? model, JsonElement? metadata, string hash)
    {
        var message = Message(context, choice.Turn, model, await files.StoreAsync(context, place.ConversationId, choice.Turn, metadata));
        await StoreAsync(context, place.ConversationId, [message], place.ParentId, $"choice {choice.Index}", ids => [new KnownHistory(hash, place.ConversationId, ids[0])]);
        if (settings.PersistTranscripts)
        {
            await patience.WaitAsync(() => conversations.SwitchAsync(context.User, place.ConversationId, place.MessageId, CancellationToken.None), context.GiveUp);
        }
    }

    private static NewMessage Message(RecordingContext context, ChatTurn turn, string? model, TalkAttachments attachments) => new()
    {
        Type = turn.Type,
        Content = turn.Content,
        Timestamp = context.AskedAt,
        Model = turn.IsAnswer ? model : null,
        Metadata = attachments.Metadata,
        AudioUrl = attachments.AudioUrl,
        AudioDuration = attachments.AudioSeconds,
    };

    /// <summary>The messages one after the other, in one write, and by what they are known in the same.</summary>
    /// <returns>The id of the last.</returns>
    private async Task<Guid> StoreAsync(
        RecordingContext context, Guid conversationId, IReadOnlyList<NewMessage> turns, Guid? parent, string write, Func<IReadOnlyList<Guid>, IReadOnlyList<KnownHistory>> knownBy)
    {
        var stored = await patience.WaitAsync(
            () => appends.AppendAllAsync(
                context.User,
                conversationId,
                [turns[0] with { ParentId = parent }, .. turns.Skip(1)],
                context.Once(write),
                (db, ids) => KnownHistories.NoteAsync(db, context.User.Id, knownBy(ids)),
                CancellationToken.None),
            context.GiveUp) ?? throw new TalkGoneException();
        if (!settings.PersistTranscripts)
        {
            histories.Hold(context.User.Id, knownBy([.. stored.Select(message => message.Id)]));
        }

        return stored[^1].Id;
    }

    private Task<RedactionPolicy> PolicyAsync(RecordingContext context) =>
        patience.WaitAsync(() => redactions.CurrentAsync(context.User.Id, CancellationToken.None).AsTask(), context.GiveUp);

    private async Task<Place?> FindPlaceAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var named = request.ConversationId ?? (Guid.TryParse(asked.ConversationId, out var id) ? id : null);
        if (named is { } conversation && await FindAsync(context, conversation) is { } there)
        {
            return await FindKnownAsync(context, history, there.Id)
                ?? new Place(there.Id, there.ActiveLeafId, there.ActiveLeafId is null ? 0 : history.Turns.Count - history.AfterLastAnswer);
        }

        if (await FindKnownAsync(context, history, within: null) is { } found)
        {
            return found;
        }

        // What was purged since it was asked must not come back with its history.
        await using var db = await database.ReadAsync(CancellationToken.None);
        return (context.IsLate || named is not null || history.AfterLastAnswer < history.Turns.Count) && await PurgeReceipts.AreSinceAsync(db, context.User.Id, context.AskedAt)
            ? throw new TalkGoneException()
            : null;
    }

    private async Task<Place?> FindKnownAsync(RecordingContext context, TalkHistory history, Guid? within) =>
        await histories.FindAsync(context.User.Id, history, within) is not var (found, length) ? null
        : settings.PersistTranscripts || await FindAsync(context, found.ConversationId) is not null ? new Place(found.ConversationId, found.MessageId, length)
        : null;

    private async Task<ConversationView?> FindAsync(RecordingContext context, Guid id) =>
        await conversations.FindAsync(context.User, id, CancellationToken.None) is { Status: not ConversationStatus.Deleted } found ? found : null;

    private async Task<Place> CreateAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        // The whole question is looked through before it is cut: half a key would not be known for one.
        var policy = (await PolicyAsync(context)).For(context.User);
        var question = settings.PersistTranscripts ? history.Turns.FirstOrDefault(turn => turn.Type is MessageType.User)?.Content : null;
        var conversation = new NewConversation
        {
            Title = ConversationTitles.Of(null, question is null ? null : policy.Text(question)),
            Model = asked.Model,
            Source = Source,
            PersonalityId = await patience.WaitAsync(() => FindPersonalityAsync(context.User, history, request), context.GiveUp),
        };
        var created = await patience.WaitAsync(
            () => conversations.CreateAsync(context.User, conversation, context.Once("conversation"), CancellationToken.None), context.GiveUp);

        // Where no text is stored the history is shown to nobody: only what is new of it.
        return new Place(created.Id, ParentId: null, settings.PersistTranscripts ? 0 : history.Turns.Count - history.AfterLastAnswer);
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

/// <summary>Where an answer is written.</summary>
/// <param name="ParentId">The message that it answers.</param>
internal sealed record TalkPlace(Guid ConversationId, Guid MessageId, Guid? ParentId);

/// <summary>The conversation, or the message that was being written, has been deleted meanwhile.</summary>
internal sealed class TalkGoneException : Exception;
