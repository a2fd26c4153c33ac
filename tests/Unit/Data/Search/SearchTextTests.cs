using ConvoWeb.Data.Search;

namespace ConvoWeb.Tests.Unit.Data.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Which museums are open?", "which museums are open")]
    [InlineData("Résumé, naïve, Ångström", "resume naive angstrom")]
    [InlineData("re\u0301sume\u0301", "resume")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ΟΔΟΣ οδός", "οδοσ οδοσ")]
    [InlineData("Київ", "киів")] // й and ї are и and і with a mark
    [InlineData("ＣＯＮＶＯ１２", "convo12")]
    [InlineData("ﬁle №5", "file no5")]
    [InlineData("don't", "don t")]
    [InlineData("foo_bar node.js a/b", "foo bar node js a b")]
    [InlineData("C++ and C#", "c c++ and c c#")]
    [InlineData("c+ a-b - --", "c a b")]
    [InlineData("git --no-verify -m", "git --no no verify m")]
    [InlineData("2026-03-05 12:30", "2026 03 05 12 30")]
    [InlineData("a🚢b 👩‍👩‍👧 ❤️", "a b")]
    [InlineData("\"a\" AND (b* OR ^c) {d}: -e", "a and b or c d e")]
    public void A_text_is_indexed_by_its_letters_and_digits(string text, string words) => Assert.Equal(words, Of(text));

    [Theory]
    [InlineData("東", "東")]
    [InlineData("東京", "東京 京")]
    [InlineData("東京都", "東京 京都 都")]
    [InlineData("カタカナ", "カタ タカ カナ ナ")]
    [InlineData("ｶﾀ", "カタ タ")]
    [InlineData("한국어", "한국 국어 어")]
    [InlineData("我用Python写", "我用 用 python 写")]
    [InlineData("𠮷野家", "𠮷野 野家 家")]
    public void Of_what_is_written_without_spaces_every_two_neighbours_are_a_word(string text, string words) => Assert.Equal(words, Of(text));

    [Theory]
    [InlineData("東", "東")]
    [InlineData("東京", "東京")]
    [InlineData("東京都", "東京 京都")]
    [InlineData("我用Python写", "我用 用 python 写")]
    [InlineData("Python写真", "python 写真")]
    [InlineData("C++", "c c++")]
    [InlineData("--flag", "--flag flag")]
    [InlineData("🚢", "")]
    public void A_phrase_leaves_open_how_the_text_goes_on(string text, string words) => Assert.Equal(words, string.Join(' ', SearchText.Phrase(text)));

    [Theory]
    [InlineData("東京", "東京都に住む")]
    [InlineData("京都", "東京都に住む")]
    [InlineData("京都に", "東京都に住む")]
    [InlineData("住む", "東京都に住む")]
    [InlineData("む", "東京都に住む")]
    [InlineData("no-verify", "git --no-verify")]
    [InlineData("resume", "My résumé")]
    [InlineData("std::vector", "a std::vector<int>")]
    public void A_part_of_a_text_is_a_phrase_of_its_words(string part, string text) =>
        Assert.Contains($" {string.Join(' ', SearchText.Phrase(part))} ", $" {Of(text)} ", StringComparison.Ordinal);

    [Theory]
    [InlineData("flag", false, "flag")]
    [InlineData("flag", true, "flag*")]
    [InlineData("--fl", true, "--fl*")] // flag alone would not be what was asked for
    [InlineData("--fl", false, "--fl fl")]
    [InlineData("C++", true, "c c++*")]
    [InlineData("東", false, "東*")]
    [InlineData("東京", false, "東京")]
    [InlineData("--", true, "")]
    public void A_term_is_a_phrase_whose_last_word_may_go_on(string text, bool isPrefix, string expected)
    {
        var term = WordTerm.Of(text, isPrefix);

        Assert.Equal(expected, term is null ? "" : string.Join(' ', term.Words) + (term.IsPrefix ? "*" : ""));
    }

    [Theory]
    [InlineData('\uD800')]
    [InlineData('\uDC00')]
    [InlineData('\uFFFE')]
    [InlineData('\uFFFF')]
    [InlineData('\uFDD0')]
    [InlineData('\0')]
    public void What_is_no_character_parts_words(char character)
    {
        Assert.Equal("a b", Of($"a{character}b"));
        Assert.Equal("e e", Of($"é{character}é"));
    }

    [Fact]
    public void Only_the_beginning_of_a_long_word_counts()
    {
        Assert.Equal($"{new string('x', 64)} y", Of($"{new string('X', 70)} y"));
        Assert.Equal(string.Concat(Enumerable.Repeat("𝔸", 64)).Length / 2, Of(string.Concat(Enumerable.Repeat("𝔸", 70))).Length); // as plain A
        Assert.Equal(128, Of(string.Concat(Enumerable.Repeat("𐐨", 70))).Length); // 64 characters of two units
    }

    [Theory]
    [InlineData("word ", 1)]
    [InlineData("é ", 1)]
    [InlineData("--x", 2)]
    [InlineData("京", 1)]
    [InlineData("🚢", 0)]
    [InlineData("-", 0)]
    public void A_mebibyte_is_read_whole(string piece, int words)
    {
        var count = 1024 * 1024 / piece.Length;

        Assert.Equal(count * words, Of(string.Concat(Enumerable.Repeat(piece, count))).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static string Of(string text) => SearchText.Of(text).TrimEnd();
}
