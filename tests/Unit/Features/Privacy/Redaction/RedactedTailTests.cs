using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

/// <summary>Texts that come in pieces, of which only what is redacted is kept.</summary>
public sealed class RedactedTailTests
{
    /// <summary>So much of a detail would be told again by chance.</summary>
    private const int Fragment = 8;

    private static readonly Redactor All = Redactor.For(RedactionWords.All);

    [Fact]
    public void A_detail_that_comes_in_two_pieces_is_taken_back() =>
        Assert.Equal(new RedactedTail("ann@exam".Length, "[e-mail address removed], and"), All.Redact("Write to ann@exam", "ple.com, and"));

    [Fact]
    public void Nothing_is_taken_back_for_words() =>
        Assert.Equal(new RedactedTail(0, "s open at 10."), All.Redact("The museum", "s open at 10."));

    [Theory]
    [InlineData("[e-mail address removed]", ".uk, he said", "[e-mail address removed], he said")]
    [InlineData("[e-mail address removed]", ". He said", "[e-mail address removed]. He said")]
    [InlineData("[e-mail address removed]", "或者打电话", "[e-mail address removed]或者打电话")]
    [InlineData("[phone number removed]. ", "3 apples", "[phone number removed]. 3 apples")]
    [InlineData("[phone number removed] ", "567 or", "[phone number removed] or")]
    [InlineData("[API key removed]", "x9Qz fails", "[API key removed] fails")]
    [InlineData("password='[password removed]", "2', ok", "password='[password removed]', ok")]
    [InlineData("[bank account removed]", "12", "[bank account removed]12")]
    public void What_belongs_to_a_detail_that_was_removed_goes_too(string tail, string piece, string text) =>
        Assert.Equal(text, Joined(tail, All.Redact(tail, piece)));

    [Fact]
    public void A_private_key_goes_on_until_its_end_has_come()
    {
        var text = new LabelledSample(1).Read("key:\n=====BEGIN RSA PRIVATE KEY=====\n{b:64}\n{b:64}\n{b:64}\n=====END RSA PRIVATE KEY=====\nand that was it").Text;

        for (var size = 1; size < text.Length; size++)
        {
            Assert.Equal("key:\n[private key removed]\nand that was it", Grown(text, _ => size));
        }
    }

    [Fact]
    public void A_private_key_that_is_not_at_its_end_says_so() =>
        Assert.EndsWith("[private key removed…]", Grown(new LabelledSample(1).Read("=====BEGIN PRIVATE KEY=====\n{b:64}\n{b:64}\n").Text, _ => 7));

    /// <summary>The words around all details stay, and of a detail that is removed at once nothing is left when it comes in pieces.</summary>
    [Fact]
    public void However_a_text_is_cut_nothing_of_its_details_is_left()
    {
        var equal = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (text, words) = Composed(random, seed);
            var whole = All.Redact(text);

            var grown = Grown(text, random => random.Next(3) == 0 ? 1 + random.Next(3) : 1 + random.Next(40), random);

            equal += grown == whole ? 1 : 0;
            Assert.Equal(grown, All.Redact(grown));
            Assert.All(words, word => Assert.Contains(word, grown));
            Assert.All(All.Find(text), match => Assert.Null(Left(text.Substring(match.Start, match.Length), grown, whole)));
        }

        Assert.InRange(equal, 240, 300); // the others are more redacted than they had to be
    }

    private static (string Text, IReadOnlyList<string> Words) Composed(Random random, int seed)
    {
        var lines = new LabelledSample(seed).Lines().ToArray();
        var details = lines.SelectMany(line => line.Expected.Select(match => line.Text.Substring(match.Start, match.Length) + " ")).Concat(lines.Select(line => line.Text + "\n"))
            .Where(detail => !detail.Contains("-----BEGIN ") || detail.Contains("-----END ")) // a key without an end takes all that follows
            .ToArray();
        string[] words = ["museum", "ticket", "harbour", "morning", "coffee", "letter", "garden"];
        return (string.Concat(words.Select(word => $"{word} {details[random.Next(details.Length)]}")), words);
    }

    private static string Grown(string text, Func<Random, int> size, Random? random = null)
    {
        var stored = "";
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(size(random ?? Random.Shared), text.Length - at);
            stored = Joined(stored, All.Redact(stored[^Math.Min(stored.Length, Redactor.ContextLength)..], text.Substring(at, length)));
            at += length;
        }

        return stored;
    }

    private static string Joined(string stored, RedactedTail tail) => stored[..^tail.TakenBack] + tail.Appended;

    private static string? Left(string detail, string grown, string whole) =>
        Enumerable.Range(0, Math.Max(0, detail.Length - Fragment + 1)).Select(i => detail.Substring(i, Fragment))
            .FirstOrDefault(fragment => grown.Contains(fragment) && !whole.Contains(fragment));
}
