namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

/// <summary>Answers that real services gave, as other programs recorded them.</summary>
public sealed class RecordedAnswerTests
{
    [Fact]
    public void The_recordings_are_all_there()
    {
        var recordings = Recordings.All();

        Assert.True(recordings.Count >= 26, $"{recordings.Count} recordings");
        Assert.True(recordings.Count(recording => recording.IsStream) >= 14);
        Assert.Contains(recordings, recording => recording.IsError);
        Assert.All(recordings.Where(recording => recording.Request.Length > 0), recording => Assert.StartsWith("{", recording.Request));
    }

    [Fact]
    public void It_holds_what_a_plain_reading_of_the_whole_says()
    {
        foreach (var recording in Recordings.OfChat())
        {
            var (plain, answer) = (PlainReading.Of(recording), Fed.Of(recording, _ => int.MaxValue).Answer);

            Assert.Equal(plain.Texts, answer.Choices.ToDictionary(choice => choice.Index, choice => choice.Turn.Content));
            Assert.Equal(plain.Finish, answer.Choices.ToDictionary(choice => choice.Index, choice => choice.FinishReason));
            Assert.Equal(
                plain.Calls.Select(call => (call.Key.Choice, call.Value.Id, call.Value.Name, call.Value.Arguments)),
                answer.Choices.SelectMany(choice => choice.Turn.ToolCalls.Select(call => (choice.Index, call.Id, (string?)call.Name, call.Arguments))));
            Assert.Equal(plain.Model, answer.Model);
            Assert.Equal(plain.Tokens("prompt_tokens"), answer.TokensIn);
            Assert.Equal(plain.Tokens("completion_tokens"), answer.TokensOut);
            Assert.Equal(plain.Tokens("prompt_tokens_details", "cached_tokens"), answer.TokensCached);
            Assert.Equal(plain.Tokens("completion_tokens_details", "reasoning_tokens"), answer.TokensReasoning);
            Assert.True(answer.IsWhole, recording.Name);
            Assert.Equal(recording.IsError, answer.Error is not null);
        }
    }

    [Fact]
    public void It_is_the_same_in_whatever_pieces_it_arrives()
    {
        var random = new Random(20261121);
        foreach (var recording in Recordings.All())
        {
            var whole = Fed.Of(recording, _ => int.MaxValue).ToString();

            Assert.Equal(whole, Fed.Of(recording, _ => 1).ToString());
            for (var i = 0; i < 20; i++)
            {
                var longest = 1 << random.Next(1, 12);
                Assert.Equal(whole, Fed.Of(recording, _ => random.Next(1, longest)).ToString());
            }
        }
    }

    [Fact]
    public void The_text_that_is_told_on_the_way_is_the_text_at_the_end()
    {
        foreach (var recording in Recordings.OfChat().Where(recording => recording.IsStream))
        {
            var fed = Fed.Of(recording, _ => 7);

            Assert.Equal(
                fed.Answer.Choices.Where(choice => choice.Turn.Content.Length > 0).ToDictionary(choice => choice.Index, choice => choice.Turn.Content),
                fed.Live);
        }
    }

    [Fact]
    public void Cut_anywhere_it_is_the_beginning_of_the_answer_and_not_whole_before_its_end()
    {
        foreach (var recording in Recordings.OfChat())
        {
            var (plain, end) = (PlainReading.Of(recording), recording.Bytes.AsSpan().TrimEnd(" \r\n"u8).Length);
            for (var length = 0; length < recording.Bytes.Length; length += recording.Bytes.Length > 20_000 ? 37 : 1)
            {
                var answer = Fed.Of(recording, _ => 4096, length).Answer;

                Assert.Equal(length >= (plain.EndsAt ?? end), answer.IsWhole);
                Assert.All(answer.Choices, choice => Assert.StartsWith(choice.Turn.Content, plain.Texts[choice.Index], StringComparison.Ordinal));
                Assert.All(answer.Choices, choice => Assert.All(choice.Turn.ToolCalls.Index(), call =>
                    Assert.StartsWith(call.Item.Arguments, plain.Calls[(choice.Index, call.Index)].Arguments, StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public void Of_another_protocol_nothing_is_read_and_nothing_goes_wrong()
    {
        foreach (var recording in Recordings.All().Where(recording => recording.IsOther))
        {
            for (var length = 0; length <= recording.Bytes.Length; length += 11)
            {
                var fed = Fed.Of(recording, _ => 100, length);

                Assert.Empty(fed.Answer.Choices);
                Assert.Empty(fed.Live);
            }
        }
    }

    [Fact]
    public void An_error_is_told_by_what_it_is_called()
    {
        var errors = Recordings.OfChat()
            .Where(recording => recording.IsError)
            .ToDictionary(recording => recording.Name, recording => Fed.Of(recording, _ => 50).Answer.Error);

        Assert.Equal("invalid_request_error/invalid_api_key", errors["dotnet-AuthFailure.json#0"]);
        Assert.Equal("invalid_request_error/model_not_found", errors["otel-test_chat_completion_404.yaml#0"]);
    }

    [Fact]
    public void Every_recorded_request_is_read()
    {
        foreach (var recording in Recordings.OfChat().Where(recording => recording.Request.Length > 0))
        {
            var request = Requests.Parse(recording.Request);

            Assert.NotNull(request);
            Assert.NotEmpty(request.Turns);
            Assert.NotNull(request.Model);
            Assert.Equal(recording.IsStream, request.IsStream);
        }
    }

    [Fact]
    public void A_client_that_sends_an_answer_back_goes_on_with_the_history_that_it_was_given_in()
    {
        var continued = 0;
        foreach (var (first, next) in Recordings.OfChat().Zip(Recordings.OfChat().Skip(1)).Where(GoesOn))
        {
            var (before, after) = (Requests.Parse(first.Request)!, Requests.Parse(next.Request)!);
            var answered = Requests.Hash([.. before.Turns, Fed.Of(first, _ => 60).Turn]);

            Assert.Contains(answered, after.Turns.Select((_, i) => Requests.Hash(after.Turns.Take(i + 1))));
            continued++;
        }

        Assert.True(continued >= 4, $"{continued} conversations go on");
    }

    private static bool GoesOn((Recording First, Recording Second) pair) =>
        FileOf(pair.First) == FileOf(pair.Second)
        && Requests.Parse(pair.Second.Request)!.Turns.Count > Requests.Parse(pair.First.Request)!.Turns.Count;

    private static string FileOf(Recording recording) => recording.Name.Split('#')[0];
}
