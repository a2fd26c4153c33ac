using ConvoWeb.Features.Messages.Code;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class CodeLexerTests
{
    /// <summary>What has a colour: k a keyword, s a text, n a number, c a comment.</summary>
    [Theory]
    [InlineData("csharp", "var x = @\"C:\\\" + 'a'; // why", "k:var s:@\"C:\\\" s:'a' c:// why")]
    [InlineData("ts", "const a = `one\ntwo`; /* x */ return 0x1F;", "k:const s:`one\ntwo` c:/* x */ k:return n:0x1F")]
    [InlineData("py", "def f(x):  # why\n  \"\"\"one\n two\"\"\"\n  return x1 + 1", "k:def c:# why s:\"\"\"one\n two\"\"\" k:return n:1")]
    [InlineData("bash", "# copy\nrsync --archive \\\n  --link-dest=/mnt \"$(date +%F)\" | ln -s a", "c:# copy k:rsync n:--archive n:--link-dest= s:\"$(date +%F)\" k:ln n:-s")]
    [InlineData("json", "{\"a\": \"b\", \"n\": [1.5, true]}", "k:\"a\" s:\"b\" k:\"n\" n:1.5 k:true")]
    [InlineData("yaml", "name: Juno # who\non: [a, 2]", "k:name c:# who k:on n:2")]
    [InlineData("sql", "SELECT 'it''s' FROM t -- all\nwhere id = 7", "k:SELECT s:'it' s:'s' k:FROM c:-- all k:where n:7")]
    [InlineData("html", "<a href=\"x\">it's 1</a><!-- no -->", "k:<a s:\"x\" k:> k:</a k:> c:<!-- no -->")]
    [InlineData("css", ".a { color: #fff; } /* no */", "k:color c:/* no */")]
    [InlineData("rust", "fn f<'a>(x: &'a str) -> char { 'x' }", "k:fn k:str k:char s:'x'")]
    [InlineData("go", "func main() { s := `a\\` }", "k:func s:`a\\`")]
    [InlineData("c", "#include <a.h>\nint x = 1;", "k:#include k:int n:1")]
    [InlineData("java", "public record A(int b) { } // c", "k:public k:record k:int c:// c")]
    [InlineData("diff", "--- a\n+++ b\n@@ 1 @@\n-old\n+new\n same", "c:--- a\n c:+++ b\n k:@@ 1 @@\n n:-old\n s:+new\n")]
    public void What_means_something_is_told_apart(string language, string code, string expected) =>
        Assert.Equal(expected, string.Join(' ', Tokens(language, code).Where(token => token.Kind is not CodeKind.Plain).Select(token => $"{Letter(token.Kind)}:{code.Substring(token.Start, token.Length)}")));

    /// <summary>Whatever the text, every character is in one piece, in order.</summary>
    [Fact]
    public void Nothing_is_lost_and_nothing_comes_twice()
    {
        var random = new Random(42);
        const string Alphabet = "ab1 \n\t\"'`/*-#<>&$@=:;\\{}()|+é漢\ud83d\ude00";
        foreach (var language in CodeLanguages.ByName.Keys)
        {
            var code = string.Concat(Enumerable.Range(0, 400).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

            Assert.Equal(code, string.Concat(Tokens(language, code).Select(token => code.Substring(token.Start, token.Length))));
        }
    }

    /// <summary>Ten times as long takes about ten times the time, not a hundred times.</summary>
    [Theory]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("/*")]
    [InlineData("<")]
    [InlineData("<!")]
    [InlineData("\"\"\"")]
    [InlineData("\\")]
    [InlineData("a:")]
    [InlineData("- ")]
    [InlineData("a   ")]
    public void Text_made_to_exhaust_it_takes_no_longer_than_any_other(string repeated)
    {
        var (few, many) = (string.Concat(Enumerable.Repeat(repeated, 20_000)), string.Concat(Enumerable.Repeat(repeated, 200_000)));
        foreach (var (name, language) in CodeLanguages.ByName.DistinctBy(language => language.Value))
        {
            Assert.True(Growth.IsBelow(60, () => Read(language, few), () => Read(language, many)), name);
        }
    }

    private static void Read(CodeLanguage language, string code)
    {
        var lexer = new CodeLexer(language, code);
        while (lexer.TryRead(out _))
        {
            // It is read for the time that it takes.
        }
    }

    private static List<CodeToken> Tokens(string language, string code)
    {
        var tokens = new List<CodeToken>();
        var lexer = new CodeLexer(CodeLanguage.Find(language)!, code);
        while (lexer.TryRead(out var token))
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private static char Letter(CodeKind kind) => kind switch
    {
        CodeKind.Plain => 'p',
        CodeKind.Keyword => 'k',
        CodeKind.Text => 's',
        CodeKind.Number => 'n',
        CodeKind.Comment => 'c',
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
