using System.Globalization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class KnownLooksTests : IDisposable
{
    private readonly KnownLooks _looks = new();

    public void Dispose() => _looks.Dispose();

    [Fact]
    public async Task A_look_is_made_once_for_a_message_and_a_version()
    {
        var message = Message("**one**");

        var first = await LookAsync(message);

        Assert.Contains("<strong>one</strong>", first.Body.Value, StringComparison.Ordinal);
        Assert.Same(first, await LookAsync(message));
        Assert.Contains("two", (await LookAsync(message with { Version = 2, Content = "two" })).Body.Value, StringComparison.Ordinal);
        Assert.Contains("kept", (await LookAsync(message with { State = MessageState.Interrupted })).Body.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_stored_nowhere_is_made_anew_since_nothing_tells_its_versions_apart()
    {
        var message = Message("one") with { Version = 0 };

        Assert.Contains("one", (await LookAsync(message)).Body.Value, StringComparison.Ordinal);
        Assert.Contains("two", (await LookAsync(message with { Content = "two" })).Body.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_is_made_for_each_language_since_words_stand_in_it()
    {
        var (message, before) = (Message("`one`"), CultureInfo.CurrentUICulture);

        var english = await LookAsync(message);
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            Assert.NotSame(english, await LookAsync(message));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public async Task A_look_is_made_for_each_way_to_write_numbers()
    {
        var (message, before) = (Message(string.Concat(Enumerable.Repeat("word ", 1_000))), CultureInfo.CurrentCulture);

        Assert.Contains("Show all 1,000 words", (await LookAsync(message)).Body.Value, StringComparison.Ordinal);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de");
            Assert.Contains("Show all 1.000 words", (await LookAsync(message)).Body.Value, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task A_long_message_is_made_folded_and_open()
    {
        var message = Message(string.Concat(Enumerable.Repeat("word ", 1_000)));

        var (folded, open) = (await LookAsync(message), await _looks.OfAsync(message, null, isOpen: true));

        Assert.Equal((true, false, true), (folded.IsFoldable, folded.IsOpen, open.IsOpen));
        Assert.InRange(folded.Body.Value.Length, 2_000, 3_500);
        Assert.InRange(open.Body.Value.Length, 5_000, 6_500);
    }

    private Task<MessageLook> LookAsync(MessageView message) => _looks.OfAsync(message, draft: null, isOpen: false);

    private static MessageView Message(string content) => MessageView.From(
        new NewMessage { Type = MessageType.Ai, Content = content }.ToRow(DateTimeOffset.UnixEpoch), Guid.CreateVersion7(), seq: 1, parentId: null, version: 1);
}
