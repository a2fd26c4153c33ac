using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>
/// Stores talks by the same services as everybody. A client that sends the whole history each time goes on with the conversation that it
/// is of, from the message after which it is new: at the end, or in the middle, as a branch.
/// </summary>
internal sealed class TalkWriter(Patience patience, KnownHistories histories, TalkPlaces places, TurnWriter turns, AnswerWriter answers)
{
    /// <summary>The history that was sent, as it is known again.</summary>
    public async Task<TalkHistory> ReadAsync(RecordingContext context, ChatRequest asked) =>
        new(await patience.WaitAsync(() => histories.KeyAsync(context.User.Id), context.GiveUp), asked.Turns) { ToolTokens = asked.ToolTokens };

    /// <summary>Stores what of the history is new, and begins the answer.</summary>
    /// <exception cref="TalkGoneException">What it goes on from was purged meanwhile.</exception>
    public async Task<Talk> BeginAsync(RecordingContext context, TalkHistory history, ChatRequest asked, RecordedRequest request)
    {
        var place = await places.FindOrCreateAsync(context, history, asked, request);
        var question = await turns.WriteHistoryAsync(context, place, history, asked.Model);
        return new Talk(answers, turns, context, history, await answers.BeginAsync(context, place.ConversationId, question, asked.Model));
    }

    /// <summary>Goes on with one that was set aside.</summary>
    public Talk Continue(RecordingContext context, TalkHistory history, TalkProgress progress) => new(answers, turns, context, history, progress);
}

/// <summary>The conversation, or the message that was being written, has been deleted meanwhile.</summary>
internal sealed class TalkGoneException : Exception;
