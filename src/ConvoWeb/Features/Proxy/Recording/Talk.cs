using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Recording;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>An answer that is being recorded.</summary>
internal sealed class Talk
{
    /// <summary>In bytes: room for what is known beside the answer.</summary>
    private const int OwnMembers = 2048;

    private readonly AnswerWriter _answers;
    private readonly TurnWriter _turns;
    private readonly RecordingContext _context;
    private readonly TalkHistory _history;
    private readonly AnswerPlace _place;
    private readonly StringBuilder _written = new();
    private int _next;
    private string? _pending;

    public Talk(AnswerWriter answers, TurnWriter turns, RecordingContext context, TalkHistory history, AnswerPlace place) =>
        (_answers, _turns, _context, _history, _place) = (answers, turns, context, history, place);

    /// <summary>Goes on with one that was set aside.</summary>
    public Talk(AnswerWriter answers, TurnWriter turns, RecordingContext context, TalkHistory history, TalkProgress progress)
        : this(answers, turns, context, history, progress.Place)
    {
        _written.Append(progress.Written);
        (_next, _pending) = (progress.Next, progress.Pending);
    }

    public TalkProgress Progress => new(_place, _written.ToString(), _next, _pending);

    /// <summary>What of the first answer is new. The others are stored when they are whole.</summary>
    public async Task WriteAsync(IReadOnlyList<AnswerText> texts)
    {
        var text = string.Concat(texts.Where(one => one.Choice == 0).Select(one => one.Text));
        if (text.Length > 0)
        {
            await AppendAsync(text);
        }
    }

    /// <summary>It goes on, though nothing is said at the moment.</summary>
    public Task LiveAsync() => AppendAsync("");

    /// <param name="answer">What came; null when nothing did.</param>
    /// <param name="isWhole">The upstream did not break it off.</param>
    public async Task EndAsync(ChatAnswer? answer, bool isWhole, TalkTimes times)
    {
        var first = answer?.Choices.FirstOrDefault(choice => choice.Index == 0);
        await AppendRestAsync(first?.Turn.Content);
        var isGood = isWhole && answer is { IsWhole: true, Error: null };
        var tokens = TalkTokens.Of(_history, answer);
        var end = new DraftEnd
        {
            State = isGood ? MessageState.Final : MessageState.Interrupted,
            Model = answer?.Model,
            TokensIn = tokens.In,
            TokensOut = tokens.Out,
            TokensEstimated = tokens.IsEstimated,
            Metadata = MetadataOf(first, answer, times),
        };
        await _answers.EndAsync(_context, _place, first?.Turn, end, KnownAfter(first?.Turn, isGood), isGood && !_history.IsTelling(_history.Turns.Count) ? _history.HashAt(_history.Turns.Count) : null);

        foreach (var other in answer?.Choices.Where(choice => choice.Index != 0 && !choice.Turn.IsEmpty) ?? [])
        {
            await _turns.WriteChoiceAsync(_context, _place, other, answer!.Model, MetadataOf(other, answer: null, times: null), _history.HashWith(other.Turn));
        }
    }

    /// <summary>Says that it is not whole, and no more: nothing may be stored any longer.</summary>
    public Task BreakOffAsync() =>
        _answers.EndAsync(
            _context with { User = _context.User with { IsRecorder = false } }, _place, turn: null, new DraftEnd { State = MessageState.Interrupted }, known: [], forgotten: null);

    /// <summary>By what the next request goes on with it.</summary>
    private List<KnownHistory> KnownAfter(ChatTurn? answer, bool isGood)
    {
        var known = new List<KnownHistory>();
        if (answer is { IsEmpty: false })
        {
            known.Add(new KnownHistory(_history.HashWith(answer), _place.ConversationId, _place.MessageId));
        }

        // After a failure clients ask again by themselves; that is known then by the question alone, until it is answered.
        if (!isGood && _place.ParentId is { } question)
        {
            known.Add(new KnownHistory(_history.HashAt(_history.Turns.Count), _place.ConversationId, question));
        }

        return known;
    }

    /// <summary>What did not come as a stream, a refusal, or what was set aside.</summary>
    private async Task AppendRestAsync(string? content)
    {
        try
        {
            if (_pending is not null)
            {
                await AppendAsync(_pending); // under its number: whether it was stored is not known
            }

            if (content?.StartsWith(_written.ToString(), StringComparison.Ordinal) is true && content.Length > _written.Length)
            {
                await AppendAsync(content[_written.Length..]);
            }
        }
        catch (ConflictException)
        {
            // It has ended before, when nobody heard of it; or it is in the trash, which its end finds too.
        }
    }

    private async Task AppendAsync(string text)
    {
        _pending = text;
        await _answers.AppendAsync(_context, _place, _next, text);
        _written.Append(text);
        (_next, _pending) = (_next + 1, null);
    }

    private static JsonElement? MetadataOf(AnswerChoice? choice, ChatAnswer? answer, TalkTimes? times)
    {
        var own = choice?.Turn.Metadata is { } text && Encoding.UTF8.GetByteCount(text) <= Message.MetadataMaxBytes - OwnMembers ? text : null;
        var metadata = own is not null ? JsonNode.Parse(own)!.AsObject() : [];
        Set("truncated", own is null && choice?.Turn.Metadata is not null ? true : null);
        Set("finish_reason", choice?.FinishReason);
        Set("error", answer?.Error);
        Set("status", times?.Status is >= StatusCodes.Status400BadRequest ? times.Status : null);
        Set("tokens_cached", answer?.TokensCached);
        Set("tokens_reasoning", answer?.TokensReasoning);
        var known = ResponseTimes.Of(times?.FirstToken, times?.Response);
        Set(ResponseTimes.FirstTokenName, known.FirstToken);
        Set(ResponseTimes.ResponseName, known.Response);
        return metadata.Count == 0 ? null : JsonElement.Parse(metadata.ToJsonString());

        void Set(string name, JsonNode? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }
    }
}

/// <summary>How far an answer is stored.</summary>
/// <param name="Next">The number of the next piece.</param>
/// <param name="Pending">A piece that was sent under that number; whether it is stored is not known.</param>
internal sealed record TalkProgress(AnswerPlace Place, string Written, int Next, string? Pending);

/// <summary>How an answer came.</summary>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
internal sealed record TalkTimes(int? Status, TimeSpan? FirstToken, TimeSpan Response);
