using ConvoWeb.Data;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

public sealed class RedactorTests
{
    private static readonly Redactor All = Redactor.For(RedactionWords.All);

    /// <summary>Braces are what <see cref="LabelledSample"/> makes of them: no key stands here.</summary>
    [Theory]
    [InlineData("my key sk-proj-{w:48} fails", "my key [API key removed] fails")]
    [InlineData("Authorization: Bearer {a:40}", "Authorization: Bearer [API key removed]")]
    [InlineData("secret = '{a:40}'", "secret = '[secret removed]'")]
    [InlineData("password=hunter2&next=/", "password=[password removed]&next=/")]
    [InlineData("postgres://shop:s3cret@db/shop", "postgres://shop:[password removed]@db/shop")]
    [InlineData("=====BEGIN PRIVATE KEY=====\n{b:64}\n=====END PRIVATE KEY=====\nDone.", "[private key removed]\nDone.")]
    [InlineData("Write to ann@example.com.", "Write to [e-mail address removed].")]
    [InlineData("Call Leonor on +351 912 345 678 before Friday.", "Call Leonor on [phone number removed] before Friday.")]
    [InlineData("Visa {card:4:16: }, thanks", "Visa [card number removed], thanks")]
    [InlineData("to {iban:DE:dddddddddddddddddd: } today", "to [bank account removed] today")]
    public void What_is_private_is_replaced_by_what_it_was(string text, string redacted) =>
        Assert.Equal(redacted, All.Redact(new LabelledSample(1).Read(text).Text));

    [Fact]
    public void A_text_with_nothing_in_it_is_handed_back()
    {
        var text = new string("The museum opens at 10, tickets are 12.50 on museum.example.com.");

        Assert.Same(text, All.Redact(text));
        Assert.Empty(All.Find(text));
    }

    [Fact]
    public void No_profile_changes_nothing()
    {
        const string Text = "ann@example.com password=hunter2";

        Assert.Same(Text, Redactor.None.Redact(Text));
        Assert.Equal(new RedactedTail(0, Text), Redactor.None.Redact("tail", Text));
        Assert.Same(Redactor.None, Redactor.For(RedactionProfiles.None));
    }

    [Theory]
    [InlineData(RedactionProfiles.Emails, "[e-mail address removed] +49 170 1234567 password=hunter2")]
    [InlineData(RedactionProfiles.Phones, "ann@example.com [phone number removed] password=hunter2")]
    [InlineData(RedactionProfiles.Secrets | RedactionProfiles.Phones, "ann@example.com [phone number removed] password=[password removed]")]
    public void Only_what_a_profile_names_is_removed(RedactionProfiles profiles, string redacted) =>
        Assert.Equal(redacted, Redactor.For(profiles).Redact("ann@example.com +49 170 1234567 password=hunter2"));

    [Fact]
    public void Where_two_details_lie_over_each_other_all_of_both_goes()
    {
        var text = new LabelledSample(1).Read("token=\"{a:20},sk-proj-{w:48}+x\"").Text;

        Assert.Equal("token=\"[secret removed]\"", All.Redact(text));
        Assert.Single(All.Find(text));
    }

    [Fact]
    public void What_is_found_is_told_in_order_and_apart()
    {
        foreach (var (text, found) in RandomTexts(seed: 5, count: 200).Select(text => (text, All.Find(text))))
        {
            Assert.All(found.Zip(found.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.All(found, match => Assert.InRange(match.End, match.Start + 1, text.Length));
        }
    }

    /// <summary>Whatever stands beside what, placeholders and halves of details included.</summary>
    [Fact]
    public void To_redact_twice_is_to_redact_once() =>
        Assert.All(RandomTexts(seed: 3, count: 2000), text =>
        {
            var once = All.Redact(text);

            Assert.Equal(once, All.Redact(once));
        });

    [Theory]
    [InlineData("请联系wang@example.cn或者", "请联系[e-mail address removed]或者")]
    [InlineData("手机：13812345678。", "手机：[phone number removed]。")]
    [InlineData("😀ann@example.com😀", "😀[e-mail address removed]😀")]
    [InlineData("密钥sk-proj-{w:48}。", "密钥[API key removed]。")]
    [InlineData("密码：hunter2x。请帮我", "密码：[password removed]。请帮我")]
    [InlineData("tel ٠١٧٠ ١٢٣٤٥٦٧ and ４１１１ １１１１ １１１１ １１１１", "tel ٠١٧٠ ١٢٣٤٥٦٧ and ４１１１ １１１１ １１１１ １１１１")]
    [InlineData("müller@example.de", "[e-mail address removed]")]
    public void Details_are_found_between_letters_of_any_script(string text, string redacted) =>
        Assert.Equal(redacted, All.Redact(new LabelledSample(1).Read(text).Text));

    [Fact]
    public void A_private_key_without_its_end_takes_all_that_follows()
    {
        var text = new LabelledSample(1).Read("key: =====BEGIN RSA PRIVATE KEY=====\n{b:64}\nand so on").Text;

        Assert.Equal("key: [private key removed…]", All.Redact(text));
        Assert.Equal("key: [private key removed…]-----END RSA PRI", All.Redact(text + "\n-----END RSA PRI"));
    }

    [Theory]
    [InlineData("secrets, emails", RedactionProfiles.Secrets | RedactionProfiles.Emails)]
    [InlineData("ibans", RedactionProfiles.Ibans)]
    [InlineData("", RedactionProfiles.None)]
    public void Profiles_are_words(string words, RedactionProfiles profiles)
    {
        Assert.Equal(profiles, RedactionWords.Parse(words, "redact"));
        Assert.Equal(profiles, RedactionWords.Parse(RedactionWords.Of(profiles), "redact"));
    }

    [Theory]
    [InlineData("names")]
    [InlineData("none")]
    [InlineData("emails, Secrets")]
    public void A_word_that_is_no_profile_is_told(string words)
    {
        var fault = Assert.Throws<InvalidInputException>(() => RedactionWords.Parse(words, "redact"));

        Assert.EndsWith("is not one of secrets, emails, phones, cards, ibans.", fault.Message);
    }

    /// <summary>Ten times as long takes about ten times the time, not a hundred times.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("sk-")]
    [InlineData("eyJ")]
    [InlineData("eyJa.eyJ")]
    [InlineData("1")]
    [InlineData("01 ")]
    [InlineData("+1 ")]
    [InlineData("4111 ")]
    [InlineData("DE89 ")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("-----BEGIN ")]
    [InlineData("=====BEGIN PRIVATE KEY=====\na: a: ")]
    [InlineData("-----END ")]
    [InlineData("token=")]
    [InlineData("authorization=")]
    [InlineData("bearer ")]
    [InlineData("://a:")]
    [InlineData("phone 1")]
    [InlineData(":AA")]
    [InlineData("M.aaaaaa.")]
    [InlineData("[API key removed]")]
    public void Text_made_to_exhaust_it_takes_no_longer_than_any_other(string repeated)
    {
        repeated = repeated.Replace("=====", "-----");
        var (few, many) = (string.Concat(Enumerable.Repeat(repeated, 20_000 / repeated.Length)), string.Concat(Enumerable.Repeat(repeated, 200_000 / repeated.Length)));

        Assert.True(Growth.IsBelow(60, () => All.Redact(few), () => All.Redact(many)));
    }

    private static IEnumerable<string> RandomTexts(int seed, int count)
    {
        string[] between =
        [
            "", " ", ".", ",", ":", "=", "\n", "-", "@", "/", "(", ")", "\"", "'", "_", "a", "1", "+", "00", "tel ", "password=", "token: ", "://",
            "[API key removed]", "[phone number removed]", "[private key removed…]", "-----BEGIN ", "PRIVATE KEY-----\n", "-----END PRIVATE KEY-----", "and then",
        ];
        var random = new Random(seed);
        var lines = new LabelledSample(seed).Lines().ToArray();
        var details = lines.SelectMany(line => line.Expected.Select(match => line.Text.Substring(match.Start, match.Length))).Concat(lines.Select(line => line.Text)).ToArray();
        return Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, 12).Select(_ => details[random.Next(details.Length)] + between[random.Next(between.Length)])));
    }
}
