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
    private readonly StringBuilder _written = new();
    private int _next;

    /// <summary>What of the first answer is new; nothing is a sign of life. The others are stored when they are whole.</summary>
    public async Task WriteAsync(IReadOnlyList<AnswerText> texts)
    {
        var text = string.Concat(texts.Where(one => one.Choice == 0).Select(one => one.Text));
        if (text.Length == 0 && texts.Count > 0)
        {
            return;
        }

        await writer.AppendAsync(user, conversationId, messageId, _next, text);
        _next++;
        _written.Append(text);
    }

    /// <param name="answer">What came; null when nothing did.</param>
    /// <param name="isWhole">The upstream ended it in order.</param>
    public async Task EndAsync(ChatAnswer? answer, bool isWhole, TalkTimes times)
    {
        var first = answer?.Choices.FirstOrDefault(choice => choice.Index == 0);
        if (first is not null && first.Turn.Content.StartsWith(_written.ToString(), StringComparison.Ordinal) && first.Turn.Content.Length > _written.Length)
        {
            await WriteAsync([new AnswerText(0, first.Turn.Content[_written.Length..])]); // a refusal; or what did not come as a stream
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

        if (!isGood && parentId is { } question && history.Turns.Count > 0)
        {
            noted.Add(new KnownHistory(history.HashAt(history.Turns.Count), conversationId, question)); // clients ask again by themselves
        }

        await writer.NoteAsync(user, noted);
    }

    /// <summary>Says that it is not whole, and no more: nothing may be stored any longer.</summary>
    public Task BreakOffAsync() =>
        writer.EndAsync(user with { IsRecorder = false }, conversationId, messageId, new DraftEnd { State = MessageState.Interrupted });

    private static JsonElement? MetadataOf(AnswerChoice? choice, ChatAnswer? answer, TalkTimes? times)
    {
        var metadata = choice?.Turn.Metadata is { } own ? JsonNode.Parse(own)!.AsObject() : [];
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
