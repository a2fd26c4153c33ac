using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Recording;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Where an answer is written.</summary>
/// <param name="ParentId">The message that it answers.</param>
internal sealed record AnswerPlace(Guid ConversationId, Guid MessageId, Guid? ParentId);

/// <summary>Writes answers while they come.</summary>
/// <remarks>Each write throws <see cref="TalkGoneException"/> when the conversation, or the answer, has been deleted meanwhile.</remarks>
internal sealed class AnswerWriter(Patience patience, KnownHistories histories, TalkFiles files, DraftService drafts, TurnWriter turns)
{
    public async Task<AnswerPlace> BeginAsync(RecordingContext context, Guid conversationId, Guid? parent, string? model)
    {
        var draft = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft, Timestamp = context.AskedAt, Model = model };
        return new AnswerPlace(conversationId, await turns.WriteAsync(context, conversationId, [draft], parent, "answer", _ => []), parent);
    }

    /// <param name="n">The number of the piece: one that is written already is not written again.</param>
    public async Task AppendAsync(RecordingContext context, AnswerPlace place, int n, string text) =>
        _ = await patience.WaitAsync(
            () => drafts.AppendAsync(context.User, place.ConversationId, place.MessageId, [new NewDelta { N = n, Text = text }], CancellationToken.None),
            context.GiveUp) ?? throw new TalkGoneException();

    /// <param name="turn">What was answered; null when nothing was.</param>
    /// <param name="known">By these the next request goes on with it.</param>
    /// <param name="forgotten">It is not known by this any more.</param>
    public async Task EndAsync(RecordingContext context, AnswerPlace place, ChatTurn? turn, DraftEnd end, IReadOnlyList<KnownHistory> known, string? forgotten)
    {
        if (turn is not null && await files.StoreAsync(context, place.ConversationId, turn, end.Metadata) is var (metadata, url, seconds))
        {
            end = end with { Metadata = metadata, AudioUrl = url, AudioDuration = seconds };
        }

        _ = await patience.WaitAsync(
            () => drafts.FinalizeAsync(
                context.User, place.ConversationId, place.MessageId, end, CancellationToken.None, inSame: db => KnownHistories.NoteAsync(db, context.User.Id, known, forgotten)),
            context.GiveUp) ?? throw new TalkGoneException();
        histories.Hold(context.User.Id, known);
    }
}
