using System.Text.Json;
using ConvoWeb.Data.Conversations;
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
    Settings settings)
{
    public const string Source = "proxy";

    public async Task<bool> MayRecordAsync(CurrentUser user) =>
        settings.PersistTranscripts && (await redactions.CurrentAsync(user.Id, CancellationToken.None)).MayBeRecorded;

    /// <summary>Stores what of the history is new, and begins the answer.</summary>
    public async Task<Talk> BeginAsync(CurrentUser user, ChatRequest asked, RecordedRequest request)
    {
        var key = await database.WriteAsync(db => RecordedTurns.KeyAsync(db, user.Id), CancellationToken.None);
        var history = new TalkHistory(key, asked.Turns);
        var place = await FindPlaceAsync(user, history, asked, request) ?? await CreateAsync(user, history, asked, request);
        var noted = new List<KnownHistory>();
        var parent = place.ParentId;
        for (var i = place.Known; i < history.Turns.Count; i++)
        {
            if (history.Turns[i] is { IsAnswer: true, IsEmpty: true })
            {
                continue;
            }

            var stored = await messages.AppendAsync(user, place.ConversationId, Message(history.Turns[i], parent, asked.Model), null, CancellationToken.None)
                ?? throw new TalkGoneException();
            parent = stored.Message.Id;
            if (history.IsTelling(i + 1))
            {
                noted.Add(new KnownHistory(history.HashAt(i + 1), place.ConversationId, parent.Value));
            }
        }

        var draft = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft, ParentId = parent, Model = asked.Model };
        var answer = await messages.AppendAsync(user, place.ConversationId, draft, null, CancellationToken.None) ?? throw new TalkGoneException();
        await NoteAsync(user, noted);
        return new Talk(this, user, place.ConversationId, answer.Message.Id, parent, history);
    }

    public async Task AppendAsync(CurrentUser user, Guid conversationId, Guid messageId, int n, string text) =>
        _ = await drafts.AppendAsync(user, conversationId, messageId, [new NewDelta { N = n, Text = text }], CancellationToken.None) ?? throw new TalkGoneException();

    public async Task EndAsync(CurrentUser user, Guid conversationId, Guid messageId, DraftEnd end) =>
        _ = await drafts.FinalizeAsync(user, conversationId, messageId, end, CancellationToken.None) ?? throw new TalkGoneException();

    /// <summary>Another answer to the same question; the first one stays the one that is shown.</summary>
    public async Task<Guid> AddAsync(CurrentUser user, Guid conversationId, NewMessage message, Guid shown)
    {
        var stored = await messages.AppendAsync(user, conversationId, message, null, CancellationToken.None) ?? throw new TalkGoneException();
        await conversations.SwitchAsync(user, conversationId, shown, CancellationToken.None);
        return stored.Message.Id;
    }

    /// <summary>By these the next request goes on with it.</summary>
    public async Task NoteAsync(CurrentUser user, IReadOnlyList<KnownHistory> histories)
    {
        if (histories.Count > 0)
        {
            await database.WriteAsync(
                async db =>
                {
                    await RecordedTurns.NoteAsync(db, user.Id, histories);
                    return histories.Count;
                },
                CancellationToken.None);
        }
    }

    public static NewMessage Message(ChatTurn turn, Guid? parent, string? model) => new()
    {
        Type = turn.Type,
        Content = turn.Content,
        ParentId = parent,
        Model = turn.IsAnswer ? model : null,
        Metadata = turn.Metadata is null ? null : JsonElement.Parse(turn.Metadata),
    };

    private async Task<Place?> FindPlaceAsync(CurrentUser user, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var named = request.ConversationId ?? (Guid.TryParse(asked.ConversationId, out var id) ? id : null);
        var beginnings = history.Beginnings.ToList();
        IReadOnlyList<KnownHistory> known;
        await using (var db = await database.ReadAsync(CancellationToken.None))
        {
            known = await RecordedTurns.FindAsync(db, user.Id, [.. beginnings.Select(beginning => beginning.Hash)]);
        }

        var byHash = known.Where(one => named is null || one.ConversationId == named).ToDictionary(one => one.Hash, StringComparer.Ordinal);
        foreach (var (length, hash) in beginnings)
        {
            if (byHash.TryGetValue(hash, out var found))
            {
                return new Place(found.ConversationId, found.MessageId, length);
            }
        }

        return named is { } conversation && await conversations.FindAsync(user, conversation, CancellationToken.None) is { Status: not ConversationStatus.Deleted } there
            ? new Place(there.Id, there.ActiveLeafId, there.ActiveLeafId is null ? 0 : history.Turns.Count - history.AfterLastAnswer)
            : null;
    }

    private async Task<Place> CreateAsync(CurrentUser user, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        // The whole question is looked through before it is cut: half a key would not be known for one.
        var policy = (await redactions.CurrentAsync(user.Id, CancellationToken.None)).For(user);
        var question = history.Turns.FirstOrDefault(turn => turn.Type is MessageType.User)?.Content;
        var conversation = new NewConversation
        {
            Title = ConversationTitles.Of(null, question is null ? null : policy.Text(question)),
            Model = asked.Model,
            Source = Source,
            PersonalityId = await FindPersonalityAsync(user, history, request),
        };
        return new Place((await conversations.CreateAsync(user, conversation, null, CancellationToken.None)).Id, ParentId: null, Known: 0);
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

/// <summary>The conversation, or the message that was being written, has been deleted meanwhile.</summary>
internal sealed class TalkGoneException : Exception;
