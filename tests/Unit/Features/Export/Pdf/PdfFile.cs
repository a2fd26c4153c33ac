using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>A PDF as poppler reads it, which had no part in writing it.</summary>
internal sealed partial class PdfFile(string path)
{
    private const int RegexTimeout = 5000;

    /// <summary>Whether what writes and reads them is installed.</summary>
    public static bool CanBeMade { get; } =
        File.Exists("/usr/bin/pdftotext") && Directory.Exists("/usr/share/fonts/truetype/noto")
        && Directory.EnumerateFiles("/usr/lib", "libpangocairo-1.0.so.0", SearchOption.AllDirectories).Any();

    /// <summary>In the order of the content, page after page.</summary>
    public async Task<string> TextAsync() => (await RunAsync("pdftotext", "-raw", "-enc", "UTF-8", path, "-")).Replace("\f", "", StringComparison.Ordinal);

    public async Task<int> PagesAsync() => int.Parse(PageCount().Match(await InfoAsync()).Groups["count"].Value, CultureInfo.InvariantCulture);

    public Task<string> InfoAsync() => RunAsync("pdfinfo", "-isodates", path);

    /// <summary>The addresses that links lead to, in order.</summary>
    public async Task<string[]> LinksAsync() =>
        [.. (await RunAsync("pdfinfo", "-url", path)).Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])];

    /// <summary>What the outline beside the pages says.</summary>
    public async Task<string[]> OutlineAsync() =>
        [.. OutlineItem().Matches(await RunAsync("pdftohtml", "-i", "-xml", "-stdout", path)).Select(item => System.Net.WebUtility.HtmlDecode(item.Groups["name"].Value))];

    /// <summary>Name, and whether it is embedded and a subset.</summary>
    public async Task<(string Name, bool Embedded, bool Subset)[]> FontsAsync() =>
        [.. (await RunAsync("pdffonts", path)).Split('\n').Skip(2).Where(line => line.Length > 0).Select(line =>
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (words[0], words[^5] is "yes", words[^4] is "yes");
        })];

    /// <summary>The words with the left and right edge of each, in points.</summary>
    public async Task<(string Word, double Left, double Right)[]> WordsAsync() =>
        [.. BoxedWord().Matches(await RunAsync("pdftotext", "-bbox", path, "-")).Select(word => (
            word.Groups["word"].Value,
            double.Parse(word.Groups["left"].Value, CultureInfo.InvariantCulture),
            double.Parse(word.Groups["right"].Value, CultureInfo.InvariantCulture)))];

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        var text = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, await errors);
        return text;
    }

    [GeneratedRegex(@"^Pages:\s+(?<count>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex PageCount();

    [GeneratedRegex("<item page=\"\\d+\">(?<name>.*?)</item>", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex OutlineItem();

    [GeneratedRegex("<word xMin=\"(?<left>[0-9.]+)\".*? xMax=\"(?<right>[0-9.]+)\".*?>(?<word>.*?)</word>", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex BoxedWord();
}
