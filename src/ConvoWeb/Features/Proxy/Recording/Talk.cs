using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Recording;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>An answer that is being recorded.</summary>
internal sealed class Talk(TalkWriter writer, CurrentUser user, Guid conversationId, Guid messageId, Guid? parentId, TalkHistory history, OnceKeys once)
{
    /// <summary>In bytes: room for what is known beside the answer.</summary>
    private const int OwnMembers = 2048;

    private readonly StringBuilder _written = new();
    private int _next;

    /// <summary>What of the first answer is new. The others are stored when they are whole.</summary>
    public async Task WriteAsync(IReadOnlyList<AnswerText> texts)
    {
        var text = string.Concat(texts.Where(one => one.Choice == 0).Select(one => one.Text));
        if (text.Length > 0)
        {
            await AppendAsync(text);
            _written.Append(text);
        }
    }

    /// <summary>It goes on, though nothing is said at the moment.</summary>
    public Task LiveAsync() => AppendAsync("");

    /// <param name="answer">What came; null when nothing did.</param>
    /// <param name="isWhole">The upstream ended it in order.</param>
    public async Task EndAsync(ChatAnswer? answer, bool isWhole, TalkTimes times)
    {
        var first = answer?.Choices.FirstOrDefault(choice => choice.Index == 0);
        if (first is not null && first.Turn.Content.StartsWith(_written.ToString(), StringComparison.Ordinal) && first.Turn.Content.Length > _written.Length)
        {
            await AppendAsync(first.Turn.Content[_written.Length..]); // a refusal; or what did not come as a stream
        }

        var isGood = isWhole && answer is { IsWhole: true, Error: null };
        await writer.EndAsync(user, conversationId, messageId, new DraftEnd
        {
            State = isGood ? MessageState.Final : MessageState.Interrupted,
            Model = answer?.Model,
            TokensIn = answer?.TokensIn,
            TokensOut = answer?.TokensOut,
            Metadata = MetadataOf(first, answer, times),
        });

        var noted = new List<KnownHistory>();
        if (first is { Turn: { IsEmpty: false } turn })
        {
            noted.Add(new KnownHistory(history.HashWith(turn), conversationId, messageId));
        }

        foreach (var other in answer?.Choices.Where(choice => choice.Index != 0 && !choice.Turn.IsEmpty) ?? [])
        {
            var message = TalkWriter.Message(other.Turn, parentId, answer!.Model) with { Metadata = MetadataOf(other, answer: null, times: null) };
            noted.Add(new KnownHistory(history.HashWith(other.Turn), conversationId, await writer.AddAsync(user, conversationId, message, shown: messageId, once)));
        }

        // After a failure clients ask again by themselves; that is known then by the question alone, until it is answered.
        var asked = history.HashAt(history.Turns.Count);
        if (!isGood && parentId is { } question)
        {
            noted.Add(new KnownHistory(asked, conversationId, question));
        }
        else if (!history.IsTelling(history.Turns.Count))
        {
            await writer.ForgetAsync(user, asked);
        }

        await writer.NoteAsync(user, noted);
    }

    /// <summary>Says that it is not whole, and no more: nothing may be stored any longer.</summary>
    public Task BreakOffAsync() =>
        writer.EndAsync(user with { IsRecorder = false }, conversationId, messageId, new DraftEnd { State = MessageState.Interrupted });

    private async Task AppendAsync(string text)
    {
        await writer.AppendAsync(user, conversationId, messageId, _next, text);
        _next++;
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
