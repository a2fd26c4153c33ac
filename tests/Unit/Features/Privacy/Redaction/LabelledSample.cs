using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

/// <summary>The lines of <c>labelled.txt</c>, its keys and numbers made up anew for every seed: none of them is in the repository.</summary>
internal sealed partial class LabelledSample(int seed)
{
    private readonly Random _random = new(seed);

    public IEnumerable<Labelled> Lines()
    {
        using var reader = new StreamReader(typeof(LabelledSample).Assembly.GetManifestResourceStream(typeof(LabelledSample), "labelled.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith("# "))
            {
                yield return Read(line);
            }
        }
    }

    public Labelled Read(string line)
    {
        var text = new StringBuilder();
        var expected = new List<RedactionMatch>();
        line = line.Replace(@"\\n", "\0").Replace(@"\n", "\n").Replace("=====", "-----"); // so that no line looks like a key to a scanner
        foreach (Match part in PartPattern().Matches(line))
        {
            var start = text.Length;
            text.Append(Made().Replace(part.Groups["text"].Value, Make).Replace("\0", @"\n"));
            if (part.Groups["kind"].Success)
            {
                expected.Add(new RedactionMatch(start, text.Length - start, KindOf(part.Groups["kind"].Value)));
            }
        }

        return new Labelled(text.ToString(), expected);
    }

    private static RedactionKind KindOf(string word) => word switch
    {
        "key" => RedactionKind.ApiKey,
        "secret" => RedactionKind.Secret,
        "password" => RedactionKind.Password,
        "private" => RedactionKind.PrivateKey,
        "email" => RedactionKind.EmailAddress,
        "phone" => RedactionKind.PhoneNumber,
        "card" => RedactionKind.CardNumber,
        "iban" => RedactionKind.BankAccount,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "There is no such kind."),
    };

    private string Make(Match made)
    {
        var parts = made.Groups["how"].Value.Split(':');
        return parts[0] switch
        {
            "card" => Grouped(Card(parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture)), parts[3]),
            "iban" => Grouped(Iban(parts[1], parts[2]), parts[3]),
            _ => Characters(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)),
        };
    }

    private string Characters(string kind, int length)
    {
        var characters = kind switch
        {
            "d" => "0123456789",
            "h" => "0123456789abcdef",
            "l" => "abcdefghijklmnopqrstuvwxyz",
            "u" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "a" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "w" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
            "b" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no such characters."),
        };

        // The last is a letter or a digit: what ends in a dash would be hard to tell from what follows.
        var made = _random.GetItems<char>(characters, length);
        made[^1] = characters[_random.Next(Math.Min(characters.Length, 62))];
        return new string(made);
    }

    private string Card(string beginning, int length)
    {
        var digits = beginning + Characters("d", length - beginning.Length - 1);
        var sum = digits.Reverse().Select((digit, i) => (digit - '0') * (2 - (i % 2))).Sum(value => value > 9 ? value - 9 : value);
        return digits + ((10 - (sum % 10)) % 10);
    }

    private string Iban(string country, string account)
    {
        account = string.Concat(account.Select(c => c == 'd' ? (char)('0' + _random.Next(10)) : (char)('A' + _random.Next(26))));
        var remainder = (account + country + "00").Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97);
        return string.Create(CultureInfo.InvariantCulture, $"{country}{98 - remainder:00}{account}");
    }

    private static string Grouped(string number, string sign) => string.Join(sign, number.Chunk(4).Select(group => new string(group)));

    [GeneratedRegex(@"⟦(?<kind>[a-z]+):(?<text>[^⟧]*)⟧|(?<text>[^⟦]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"\{(?<how>[a-z]+:[A-Za-z0-9]+(:[A-Za-z0-9]+:[ -]?)?)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Made();
}

/// <summary>A text, and what is to be found in it.</summary>
internal sealed record Labelled(string Text, IReadOnlyList<RedactionMatch> Expected);
