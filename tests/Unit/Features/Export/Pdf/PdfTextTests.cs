using System.Text.RegularExpressions;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>What can be read out of a PDF is what was said.</summary>
[Collection(nameof(PdfScene))]
public sealed partial class PdfTextTests
{
    private const int RegexTimeout = 5000;

    private static readonly string[][] Scripts =
    [
        ["The quick brown fox", "jumps over", "die Straße führt über Äcker,", "l'élève a reçu œuvre et façade.", "Señor, ¿cómo está?", "office flow affinity", "żółć gęślą jaźń", "12,345.67 € (approx.)", "“quoted” – dash — ellipsis…"],
        ["Η γρήγορη αλεπού", "πηδάει πάνω από", "το τεμπέλικο σκυλί.", "Ἐν ἀρχῇ ἦν ὁ λόγος", "καλημέρα κόσμε;", "άέήίόύώ ΐΰ", "αριθμός 42"],
        ["Съешь же ещё", "этих мягких", "французских булок,", "да выпей чаю.", "Привіт, як справи?", "ґанок їжак єдність", "№ 17 и 3,14"],
        ["今天天气很好,", "我们去公园散步。", "日本語のテキストです。", "カタカナとひらがな", "「引用」と(括弧)", "2026年11月21日", "漢字𠮷野家"],
        ["नमस्ते दुनिया", "यह एक परीक्षण है।", "क्षत्रिय ज्ञान", "हिन्दी में लिखा", "संख्या १२३ और 45", "प्रकृति और विज्ञान", "श्री राम"],
        ["public static int Add(int a, int b) => a + b;", "for (var i = 0; i < n; i++) { sum += xs[i]; }", "if (a != b && c <= d || e >= f) return null;", "SELECT * FROM t WHERE x = 'y'; -- note", "<div class=\"a\">&amp;</div>", "    indented(\"text\\n\");", "a -> b => c :: d |> e"],
    ];

    [Fact]
    public async Task All_that_was_said_in_two_thousand_messages_can_be_read_out_again()
    {
        using var scene = new PdfScene();
        var messages = Enumerable.Range(0, 2000).Select(Message).ToArray();

        var pdf = await scene.WriteAsync([.. messages.Select(message => message.Markdown)]);
        var lines = (await pdf.TextAsync()).Split('\n');
        var said = string.Join('\n', lines.Skip(3).Where(line => !Furniture().IsMatch(line)));

        Assert.Equal(["Trip to Tromsø 旅行", "Aria", "2026-11-21 09:32 to 2026-11-21 09:33 UTC, gpt-5"], lines[..3]);
        Assert.Equal(2000, lines.Count(line => TurnHeading().IsMatch(line)));
        AssertReads(string.Join('\n', messages.Select(message => message.Text)), said);
    }

    [Fact]
    public async Task Markdown_is_set_and_not_shown()
    {
        using var scene = new PdfScene();

        var pdf = await scene.WriteAsync(
            """
            # Plan

            The **Munch** museum is *always* ~~never~~ open[^1].

            1. Ferry
               - deck
            2. Bus

            - [x] book
            - [ ] pay

            > Mind the gap

            | Day | Cost |
            |---|---:|
            | Mon | 12 € |

            ```sh
            ls | wc
            ```

            [^1]: Except in May.
            """);

        Assert.Contains(
            """
            Plan
            The Munch museum is always never open[1].
            1. Ferry
            • deck
            2. Bus
            ☑ book
            ☐ pay
            Mind the gap
            Day Cost
            Mon 12 €
            ls | wc
            1. Except in May.
            """,
            await pdf.TextAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_left_out_where_nobody_asks_for_them()
    {
        using var scene = new PdfScene();
        var document = PdfScene.Document(new[] { PdfScene.Said("Hello", 0) }.ToAsyncEnumerable());

        var pdf = await scene.WriteAsync(document with { Options = ExportOptions.Complete with { Timestamps = false } });

        Assert.Contains("\nUser\nHello\n", await pdf.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_runs_from_the_right_begins_at_the_right_margin()
    {
        using var scene = new PdfScene();

        var words = await (await scene.WriteAsync("שלום עולם", "Hello")).WordsAsync();

        Assert.InRange(words.Single(word => word.Word is "Hello").Left, PageTheme.Margin - 2, PageTheme.Margin + 2);
        var hebrew = words.Where(word => word.Word.Any(c => c is >= 'א' and <= 'ת')).ToList();
        Assert.InRange(hebrew.Max(word => word.Right), PageTheme.Width - PageTheme.Margin - 2, PageTheme.Width - PageTheme.Margin + 2);
        Assert.True(hebrew.Min(word => word.Left) > PageTheme.Width / 2);
    }

    [Fact]
    public async Task A_document_with_more_pages_than_it_may_have_says_that_it_ends()
    {
        using var scene = new PdfScene(new() { Pages = 3 });

        var pdf = await scene.WriteAsync([.. Enumerable.Repeat(string.Join(' ', Scripts[0]), 200)]);

        Assert.Equal(4, await pdf.PagesAsync());
        Assert.EndsWith(
            "This PDF ends here, after 3 pages. The conversation goes on: the other formats hold all of it.\n4 / 4\n", await pdf.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("a\0b\u0007c\u009Fd", "abcd")]
    [InlineData("a\r\nb\rc\u2028d\fe", "a\nb\nc\nd\ne")]
    [InlineData("\uFDD0\uFFFE\uFFFF\U0001FFFE", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A!", "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308!")]
    [InlineData("👍🏽", "👍🏽")]
    public void What_the_libraries_cannot_take_is_replaced(string text, string printable) => Assert.Equal(printable, PrintableText.Of(text));

    [Fact]
    public void Half_a_character_becomes_the_sign_for_one() => // no attribute could hold it
        Assert.Equal("a\uFFFDb\uFFFD", PrintableText.Of("a" + (char)0xD800 + "b" + (char)0xDC00));

    [Fact]
    public void A_long_text_is_cut_between_words_and_nothing_of_it_is_lost()
    {
        var text = new StyledText();
        foreach (var word in Enumerable.Range(0, 3000))
        {
            text.Append($"{word} ", word % 7 == 0 ? TextStyle.Bold : TextStyle.None);
        }

        var pieces = text.Pieces().ToList();

        Assert.Equal(text.ToString(), string.Concat(pieces.Select(piece => piece.Text)));
        Assert.All(pieces, piece => Assert.True(piece.Text.Length <= 4000 && piece.Text.EndsWith(' ')));
        Assert.All(
            pieces.SelectMany(piece => piece.Runs.Select(run => piece.Text.Substring(run.Start, run.Length))),
            bold => Assert.Equal(0, int.Parse(bold, System.Globalization.CultureInfo.InvariantCulture) % 7));
    }

    [Fact]
    public void A_text_without_a_blank_is_cut_between_two_characters()
    {
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 1000));

        Assert.All(new StyledText(family).Pieces(), piece => Assert.True(piece.Text.StartsWith("👨", StringComparison.Ordinal) && piece.Text.EndsWith("👦", StringComparison.Ordinal)));
    }

    private static (string Markdown, string Text) Message(int index)
    {
        var dice = new Random(index);
        var script = Scripts[index % Scripts.Length];
        string[] words = [.. Enumerable.Range(0, dice.Next(3, 40)).Select(_ => script[dice.Next(script.Length)])];
        var isCode = index % Scripts.Length == 5;
        var text = string.Join(isCode ? "\n" : index % Scripts.Length == 3 ? "" : " ", words);
        return (isCode ? $"```\n{text}\n```" : text, text.TrimStart());
    }

    /// <summary>
    /// A line break stands for any blanks, or for none where a word or Chinese is broken; everything else must be the same,
    /// but for a sign below its letter (as in प्रकृति), which poppler takes for a line of its own with a blank behind it.
    /// </summary>
    private static void AssertReads(string expected, string read)
    {
        var at = 0;
        read = read.Replace("\n\u0943 ", "\u0943", StringComparison.Ordinal);
        for (var i = 0; i < read.Length; i++)
        {
            if (read[i] == '\n')
            {
                while (at < expected.Length && expected[at] is ' ' or '\n')
                {
                    at++;
                }
            }
            else if (at >= expected.Length || expected[at++] != read[i])
            {
                Assert.Fail($"'{Around(read, i)}' stands where '{Around(expected, Math.Min(at, expected.Length) - 1)}' should.");
            }
        }

        Assert.Equal(expected.Length, at);
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 30)];

    /// <summary>Who speaks, above each turn, and the number of each page.</summary>
    [GeneratedRegex(@"^((User|Aria) 2026-11-21 09:32|\d+ / \d+)$", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Furniture();

    [GeneratedRegex("^(User|Aria) 2026-11-21 09:32$", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex TurnHeading();
}
