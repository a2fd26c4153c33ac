using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

/// <summary>As much of YAML as the cassettes of vcrpy and VCR need: the bodies, which are quoted or literal, and the status.</summary>
internal static partial class CassetteYaml
{
    /// <summary>In milliseconds.</summary>
    private const int RegexTimeout = 5000;

    public static IReadOnlyList<Recording> Read(string name, string yaml)
    {
        var bodies = Body().Matches(yaml).Select(match => ScalarAt(yaml, match.Groups["value"].Index)).ToList();
        var codes = Code().Matches(yaml).Select(match => int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture)).ToList();
        var headers = Headers().Matches(yaml).Select(HeadersOf).ToList();
        Assert.Equal(bodies.Count, 2 * codes.Count);
        Assert.Equal(headers.Count, 2 * codes.Count);
        return
        [
            .. codes.Select((code, i) => new Recording($"{name}#{i}", bodies[2 * i], bodies[(2 * i) + 1], code) { Headers = headers[(2 * i) + 1] }),
        ];
    }

    private static IReadOnlyList<(string Name, string Value)> HeadersOf(Match headers)
    {
        var (name, found) = ("", new List<(string Name, string Value)>());
        foreach (var line in headers.Groups["line"].Captures.Select(capture => capture.Value).Where(line => line[0] is not ' ')) // where a value goes on
        {
            // One value behind its name, or several below it.
            var value = line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : null;
            (name, value) = value is null ? (line.Split(':')[0], line[(line.IndexOf(':') + 1)..].TrimStart()) : (name, value);
            if (value.Length > 0)
            {
                found.Add((name, value.Trim('\'', '"')));
            }
        }

        return found;
    }

    private static string ScalarAt(string yaml, int at) => yaml[at] is '|' ? Literal(yaml, at) : Quoted(yaml, at);

    private static string Literal(string yaml, int at)
    {
        var lines = yaml[at..].Split('\n');
        var indent = lines.Skip(1).First(line => line.Length > 0).TakeWhile(letter => letter is ' ').Count();
        var kept = lines.Skip(1).TakeWhile(line => line.Trim().Length == 0 || line.TakeWhile(letter => letter is ' ').Count() >= indent);
        var text = string.Join('\n', kept.Select(line => line.Length < indent ? "" : line[indent..]));
        return lines[0] switch { "|+" => text + "\n", "|-" => text.TrimEnd('\n'), _ => text.TrimEnd('\n') + "\n" };
    }

    private static string Quoted(string yaml, int at)
    {
        var (quote, text) = (yaml[at++], new StringBuilder());
        while (true)
        {
            var letter = yaml[at++];
            if (letter == quote && (quote is '"' || yaml[at] is not '\''))
            {
                return text.ToString();
            }

            if (letter is '\'' && quote is '\'')
            {
                at++;
                text.Append('\'');
            }
            else if (letter is '\\' && quote is '"')
            {
                Escaped(yaml, ref at, text);
            }
            else if (letter is '\n')
            {
                // One line break is a space, and each one more is one.
                var breaks = 0;
                for (; yaml[at] is '\n' or ' '; at++)
                {
                    breaks += yaml[at] is '\n' ? 1 : 0;
                }

                text.Append(breaks == 0 ? " " : new string('\n', breaks));
            }
            else
            {
                text.Append(letter);
            }
        }
    }

    private static void Escaped(string yaml, ref int at, StringBuilder text)
    {
        var letter = yaml[at++];
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            text.Append(char.ConvertFromUtf32(int.Parse(yaml.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
            at += digits;
        }
        else if (letter is '\n')
        {
            at += yaml[at..].TakeWhile(space => space is ' ').Count();
        }
        else
        {
            text.Append(letter switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => letter });
        }
    }

    [GeneratedRegex(@"^ +(body|string): (?<value>['""|])", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Body();

    [GeneratedRegex(@"^    headers:\n(      (?<line>.+)\n)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Headers();

    [GeneratedRegex(@"^ +code: (?<code>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Code();
}
