using ConvoWeb.Features.Export;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class ExportFileNameTests
{
    [Theory]
    [InlineData("Trip to Oslo", "Trip to Oslo.md")]
    [InlineData("Reise nach Tromsø 🚢", "Reise nach Tromsø 🚢.md")]
    [InlineData("旅行の計画", "旅行の計画.md")]
    [InlineData("../../etc/passwd", "-..-etc-passwd.md")]
    [InlineData("C:\\temp\\x", "C--temp-x.md")]
    [InlineData("a\r\nSet-Cookie: b", "a Set-Cookie- b.md")]
    [InlineData("photo\u202Egpj.exe", "photo gpj.exe.md")]
    [InlineData("con", "_con.md")]
    [InlineData("LPT1.notes", "_LPT1.notes.md")]
    [InlineData("The end...", "The end.md")]
    [InlineData(".hidden", "hidden.md")]
    [InlineData("What? \"Really\" <b>", "What- -Really- -b-.md")]
    [InlineData("   \t ", "conversation.md")]
    [InlineData("...", "conversation.md")]
    [InlineData("\u200B\u202E", "conversation.md")]
    public void A_title_becomes_a_name_that_every_system_takes(string title, string name) =>
        Assert.Equal(name, ExportFileName.Of(title, ".md"));

    [Fact]
    public void A_long_title_is_cut_between_two_characters()
    {
        var name = ExportFileName.Of(string.Concat(Enumerable.Repeat("🚢", 200)), ".md");

        Assert.Equal(string.Concat(Enumerable.Repeat("🚢", 50)) + ".md", name);
    }

    [Theory]
    [InlineData("Trip to Oslo", "attachment; filename=\"Trip to Oslo.md\"")]
    [InlineData("Tromsø", "attachment; filename=\"Troms_.md\"; filename*=UTF-8''Troms%C3%B8.md")]
    [InlineData("旅行", "attachment; filename=\"conversation.md\"; filename*=UTF-8''%E6%97%85%E8%A1%8C.md")]
    public void The_header_has_the_name_for_old_clients_and_for_new_ones(string title, string header) =>
        Assert.Equal(header, ExportFileName.Disposition(title, ".md"));
}
