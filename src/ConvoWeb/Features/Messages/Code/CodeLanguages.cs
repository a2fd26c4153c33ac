using System.Collections.Frozen;

namespace ConvoWeb.Features.Messages.Code;

/// <summary>The languages that are told apart, by the names that people write behind a fence, and by the ends of file names.</summary>
internal static class CodeLanguages
{
    private static readonly CodeSpan
        Slashes = new("//", "\n", CodeKind.Comment),
        Stars = new("/*", "*/", CodeKind.Comment, IsLong: true),
        Hash = new("#", "\n", CodeKind.Comment),
        Dashes = new("--", "\n", CodeKind.Comment),
        Quotes = new("\"", "\"", CodeKind.Text, '\\'),
        LongQuotes = new("\"", "\"", CodeKind.Text, '\\', IsLong: true),
        Apostrophes = new("'", "'", CodeKind.Text, '\\'),
        PlainApostrophes = new("'", "'", CodeKind.Text, IsLong: true),
        Character = new("'", "'", CodeKind.Text, '\\', MaxLength: 12),
        Backticks = new("`", "`", CodeKind.Text, '\\', IsLong: true),
        ThreeQuotes = new("\"\"\"", "\"\"\"", CodeKind.Text, '\\', IsLong: true),
        ThreeApostrophes = new("'''", "'''", CodeKind.Text, '\\', IsLong: true),
        Verbatim = new("@\"", "\"", CodeKind.Text, IsLong: true),
        Markup = new("<!--", "-->", CodeKind.Comment, IsLong: true),
        CData = new("<![CDATA[", "]]>", CodeKind.Text, IsLong: true);

    private static readonly CodeLanguage CSharp = new()
    {
        Spans = [Slashes, Stars, ThreeQuotes, Verbatim, Quotes, Character],
        Keywords = Words(
            """
            abstract as async await base bool break byte case catch char checked class const continue decimal default delegate do double else enum
            event explicit extern false finally fixed float for foreach from get global goto if implicit in init int interface internal is let lock
            long namespace new nint not null object operator or and orderby out override params partial private protected public readonly record ref
            required return sbyte sealed select set short sizeof stackalloc static string struct switch this throw true try typeof uint ulong
            unchecked unsafe ushort using value var virtual void volatile when where while with yield
            """),
    };

    private static readonly CodeLanguage Script = new()
    {
        Spans = [Slashes, Stars, Quotes, Apostrophes, Backticks],
        InWords = "$",
        Keywords = Words(
            """
            abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum export extends
            false finally for from function get if implements import in infer instanceof interface is keyof let namespace never new null number of
            private protected public readonly return satisfies set static string super switch symbol this throw true try type typeof undefined
            unknown var void while with yield
            """),
    };

    private static readonly CodeLanguage Python = new()
    {
        Spans = [Hash, ThreeQuotes, ThreeApostrophes, Quotes, Apostrophes],
        Keywords = Words(
            """
            and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match
            None nonlocal not or pass raise return self True try while with yield
            """),
    };

    private static readonly CodeLanguage Java = new()
    {
        Spans = [Slashes, Stars, ThreeQuotes, Quotes, Character],
        Keywords = Words(
            """
            abstract as assert boolean break by byte case catch char class companion const constructor continue data default do double else enum
            extends false final finally float for fun if implements import in init instanceof int interface internal is lateinit long native new
            null object open operator override package permits private protected public record return sealed short static super suspend switch
            synchronized this throw throws transient true try val var void volatile when while yield
            """),
    };

    private static readonly CodeLanguage C = new()
    {
        Spans = [Slashes, Stars, Quotes, Character],
        InWords = "#",
        Keywords = Words(
            """
            #define #elif #else #endif #if #ifdef #ifndef #include #pragma #undef alignas alignof auto bool break case catch char class co_await
            co_return co_yield concept const consteval constexpr constinit continue decltype default delete do double else enum explicit export
            extern false final float for friend goto if inline int long mutable namespace new noexcept nullptr NULL operator override private
            protected public register requires restrict return short signed sizeof static static_assert struct switch template this thread_local
            throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while
            """),
    };

    private static readonly CodeLanguage Go = new()
    {
        Spans = [Slashes, Stars, Quotes, Backticks with { Escape = null }, Character],
        Keywords = Words(
            """
            any bool break byte case chan const continue default defer else error fallthrough false float32 float64 for func go goto if import int
            int32 int64 interface iota make map new nil package range return rune select string struct switch true type uint uint64 var
            """),
    };

    private static readonly CodeLanguage Rust = new()
    {
        Spans = [Slashes, Stars, LongQuotes, Character with { MaxLength = 4 }],
        Keywords = Words(
            """
            as async await bool box break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 if impl in let loop match mod
            move mut pub ref return self Self static str String struct super trait true type u32 u64 u8 unsafe use usize where while yield
            """),
    };

    private static readonly CodeLanguage Ruby = new()
    {
        Spans = [Hash, Quotes, Apostrophes],
        InWords = "?!@",
        Keywords = Words(
            """
            alias and begin break case class def defined? do else elsif end ensure false for if in include module next nil not or private protected
            public raise redo require rescue retry return self super then true undef unless until when while yield
            """),
    };

    private static readonly CodeLanguage Php = new()
    {
        Spans = [Slashes, Hash, Stars, Quotes, Apostrophes],
        Keywords = Words(
            """
            abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum extends false
            final finally fn for foreach function global if implements include instanceof interface isset list match namespace new null or print
            private protected public readonly require require_once return static switch this throw trait true try unset use var while yield
            """),
    };

    private static readonly CodeLanguage Sql = new()
    {
        Spans = [Dashes, Stars, PlainApostrophes, new("\"", "\"", CodeKind.Text)],
        Keywords = Words(
            """
            add all alter and as asc begin between bigint boolean by case cast check column commit constraint create cross default delete desc
            distinct drop else end except exists false foreign from full function group having if in index inner insert int integer intersect into
            is join key left like limit not null numeric offset on or order outer over partition primary references returning right rollback select
            set table text then timestamp top transaction trigger true truncate union unique update using values varchar view when where with
            """,
            StringComparer.OrdinalIgnoreCase),
    };

    private static readonly CodeLanguage Shell = new()
    {
        Spans =
        [
            Hash with { Open = "# " }, Hash with { Open = "#!" }, LongQuotes, PlainApostrophes,
        ],
        InWords = "-./~",
        HasCommands = true,
        Keywords = Words("case do done elif else esac fi for function if in local return then until while export sudo"),
    };

    private static readonly CodeLanguage Json = new()
    {
        Spans = [Slashes, Stars, Quotes],
        HasNames = true,
        Keywords = Words("true false null"),
    };

    private static readonly CodeLanguage Yaml = new()
    {
        Spans = [Hash, Quotes, PlainApostrophes with { IsLong = false }],
        InWords = "-.",
        HasNames = true,
        Keywords = Words("true false null yes no on off"),
    };

    private static readonly CodeLanguage Toml = Yaml with { InWords = "-", HasNames = false };

    private static readonly CodeLanguage Css = new()
    {
        Spans = [Stars, Quotes, Apostrophes],
        InWords = "-@",
        HasNames = true,
        Keywords = Words("@media @import @container @keyframes @supports @layer @font-face and not or"),
    };

    private static readonly CodeLanguage Html = new()
    {
        Spans = [Markup, CData, Quotes with { Escape = null, IsLong = true }, PlainApostrophes],
        InWords = "-",
        HasTags = true,
    };

    private static readonly CodeLanguage Diff = new() { HasLineMarks = true };

    public static FrozenDictionary<string, CodeLanguage> ByName { get; } = new (string Names, CodeLanguage Language)[]
    {
        ("c# cs csharp", CSharp),
        ("js javascript jsx mjs cjs node ts typescript tsx mts", Script),
        ("py python python3", Python),
        ("java kotlin kt kts scala groovy", Java),
        ("c h cpp c++ cc cxx hpp hh objc swift dart", C),
        ("go golang", Go),
        ("rs rust", Rust),
        ("rb ruby", Ruby),
        ("php", Php),
        ("sql postgres postgresql mysql sqlite tsql plsql psql", Sql),
        ("sh bash shell zsh console shell-session fish ksh dockerfile powershell ps1", Shell),
        ("json jsonc json5 jsonl ndjson", Json),
        ("yaml yml", Yaml),
        ("toml ini conf properties", Toml),
        ("css scss less", Css),
        ("html htm xml svg xhtml xsd xsl vue svelte csproj props razor cshtml", Html),
        ("diff patch", Diff),
    }
        .SelectMany(row => row.Names.Split(' ').Select(name => KeyValuePair.Create(name, row.Language)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static FrozenSet<string> Words(string words, StringComparer? comparer = null) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(comparer ?? StringComparer.Ordinal);
}
