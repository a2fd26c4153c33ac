using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Tests.Unit.Platform.Hosting;

public sealed class CommandsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("", "--urls=http://localhost:5081")]
    [InlineData("", "--urls", "http://localhost:5081")]
    [InlineData("", "/urls", "http://localhost:5081")]
    [InlineData("", "DB_URL=file:here.db", "index")]
    [InlineData("index check", "index", "check")]
    [InlineData("index check", "index", "check", "DB_URL=file:here.db")]
    [InlineData("index check", "index", "check", "--DB_URL", "file:here.db")]
    [InlineData("index", "index")]
    public void A_command_is_the_words_before_the_first_setting(string command, params string[] args) => Assert.Equal(command, Commands.In(args));
}
