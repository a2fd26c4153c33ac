using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Where a history goes on.</summary>
/// <param name="ParentId">The message after which it is new; null at the beginning of a conversation.</param>
/// <param name="Known">How many of its turns are there already.</param>
internal sealed record TalkPlace(Guid ConversationId, Guid? ParentId, int Known);

/// <summary>Finds the conversation that a talk goes on with, and begins one where there is none.</summary>
internal sealed class TalkPlaces(
    Patience patience, KnownHistories histories, TalkConsent consent, ConversationService conversations, PersonalityService personalities)
{
    private const string Source = "proxy";

    /// <exception cref="TalkGoneException">What it goes on from was purged meanwhile.</exception>
    public async Task<TalkPlace> FindOrCreateAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request) =>
        await patience.WaitAsync(() => FindAsync(context, history, asked, request), context.GiveUp)
        ?? await CreateAsync(context, history, asked, request);

    private async Task<TalkPlace?> FindAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var named = request.ConversationId ?? (Guid.TryParse(asked.ConversationId, out var id) ? id : null);
        if (named is { } conversation && await FindAsync(context, conversation) is { } there)
        {
            return await FindKnownAsync(context, history, there.Id)
                ?? new TalkPlace(there.Id, there.ActiveLeafId, there.ActiveLeafId is null ? 0 : history.Turns.Count - history.AfterLastAnswer);
        }

        if (await FindKnownAsync(context, history, within: null) is { } found)
        {
            return found;
        }

        // What was purged since it was asked must not come back with its history.
        return (context.IsLate || named is not null || history.AfterLastAnswer < history.Turns.Count) && await histories.ArePurgedSinceAsync(context.User.Id, context.AskedAt)
            ? throw new TalkGoneException()
            : null;
    }

    private async Task<TalkPlace?> FindKnownAsync(RecordingContext context, TalkHistory history, Guid? within) =>
        await histories.FindAsync(context.User.Id, history, within) is not var (found, length) ? null
        : histories.TextsAreStored || await FindAsync(context, found.ConversationId) is not null ? new TalkPlace(found.ConversationId, found.MessageId, length)
        : null;

    private async Task<ConversationView?> FindAsync(RecordingContext context, Guid id) =>
        await conversations.FindAsync(context.User, id, CancellationToken.None) is { Status: not ConversationStatus.Deleted } found ? found : null;

    private async Task<TalkPlace> CreateAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        // The whole question is looked through before it is cut: half a key would not be known for one.
        var policy = await consent.PolicyAsync(context);
        var question = histories.TextsAreStored ? history.Turns.FirstOrDefault(turn => turn.Type is MessageType.User)?.Content : null;
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
        return new TalkPlace(created.Id, ParentId: null, histories.TextsAreStored ? 0 : history.Turns.Count - history.AfterLastAnswer);
    }

    /// <summary>The one that the request names; otherwise the one with this system prompt.</summary>
    private async Task<Guid?> FindPersonalityAsync(CurrentUser user, TalkHistory history, RecordedRequest request) =>
        request.Personality is { } named ? await personalities.FindIdAsync(user, named, CancellationToken.None)
        : history.Turns.FirstOrDefault(turn => turn is { Type: MessageType.System, IsTool: false }) is { } prompt ? await personalities.FindIdByPromptAsync(user, prompt.Content, CancellationToken.None)
        : null;
}
