using System.Text.Json;
using ConvoWeb.Data.Recording;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Stores turns of a talk that are whole, with their files and with what they are known by.</summary>
internal sealed class TurnWriter(Patience patience, KnownHistories histories, TalkFiles files, AppendService appends, ConversationService conversations)
{
    /// <summary>So many turns are one write: others want to write too.</summary>
    private const int StoredAtOnce = 200;

    /// <summary>What of the history is new.</summary>
    /// <returns>The last message of the history; null when it has none.</returns>
    public async Task<Guid?> WriteHistoryAsync(RecordingContext context, TalkPlace place, TalkHistory history, string? model)
    {
        var turns = history.Turns.Index().Skip(place.Known).Where(turn => turn.Item is not { IsAnswer: true, IsEmpty: true }).ToList();
        var parent = place.ParentId;
        foreach (var some in turns.Chunk(StoredAtOnce))
        {
            var messages = new List<NewMessage>();
            foreach (var (_, turn) in some)
            {
                messages.Add(await MessageAsync(context, place.ConversationId, turn, model, turn.Metadata is null ? null : JsonElement.Parse(turn.Metadata)));
            }

            parent = await WriteAsync(
                context,
                place.ConversationId,
                messages,
                parent,
                $"turns {some[0].Index}",
                ids => [.. some.Zip(ids, (turn, id) => (Length: turn.Index + 1, Id: id))
                    .Where(one => history.IsTelling(one.Length))
                    .Select(one => new KnownHistory(history.HashAt(one.Length), place.ConversationId, one.Id))]);
        }

        return parent;
    }

    /// <summary>Another answer to the same question; the first one stays the one that is shown.</summary>
    /// <param name="hash">Of the history with it.</param>
    public async Task WriteChoiceAsync(RecordingContext context, AnswerPlace place, AnswerChoice choice, string? model, JsonElement? metadata, string hash)
    {
        var message = await MessageAsync(context, place.ConversationId, choice.Turn, model, metadata);
        await WriteAsync(context, place.ConversationId, [message], place.ParentId, $"choice {choice.Index}", ids => [new KnownHistory(hash, place.ConversationId, ids[0])]);
        if (histories.TextsAreStored)
        {
            await patience.WaitAsync(() => conversations.SwitchAsync(context.User, place.ConversationId, place.MessageId, CancellationToken.None), context.GiveUp);
        }
    }

    /// <summary>The messages one after the other, in one write, and by what they are known in the same.</summary>
    /// <param name="write">What it is called, so that it is not done twice.</param>
    /// <returns>The id of the last.</returns>
    /// <exception cref="TalkGoneException">The conversation has been deleted meanwhile.</exception>
    public async Task<Guid> WriteAsync(
        RecordingContext context, Guid conversationId, IReadOnlyList<NewMessage> messages, Guid? parent, string write, Func<IReadOnlyList<Guid>, IReadOnlyList<KnownHistory>> knownBy)
    {
        var written = await patience.WaitAsync(
            () => appends.AppendAllAsync(
                context.User,
                conversationId,
                [messages[0] with { ParentId = parent }, .. messages.Skip(1)],
                context.Once(write),
                (db, ids) => KnownHistories.NoteAsync(db, context.User.Id, knownBy(ids)),
                CancellationToken.None),
            context.GiveUp) ?? throw new TalkGoneException();
        histories.Hold(context.User.Id, knownBy([.. written.Select(message => message.Id)]));
        return written[^1].Id;
    }

    private async Task<NewMessage> MessageAsync(RecordingContext context, Guid conversationId, ChatTurn turn, string? model, JsonElement? metadata)
    {
        var attachments = await files.StoreAsync(context, conversationId, turn, metadata);
        return new NewMessage
        {
            Type = turn.Type,
            Content = turn.Content,
            Timestamp = context.AskedAt,
            Model = turn.IsAnswer ? model : null,
            Metadata = attachments.Metadata,
            AudioUrl = attachments.AudioUrl,
            AudioDuration = attachments.AudioSeconds,
        };
    }
}
