using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Floors.Pages;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>A conversation as PDF: our worker, from its start to its end, and a browser that prints the same text.</summary>
internal sealed class PdfScenario(BenchOptions options, string folder) : IScenario
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly int _messages = options.IsSmoke ? 20 : 1000;

    private readonly int _rounds = options.IsSmoke ? 1 : Math.Min(options.Rounds, 5);

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"pdf, {_messages:N0} messages");
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("  Left out: its processes are only seen on Linux.");
            return;
        }

        var texts = PlainConversation.Texts(_messages);
        await using var server = await ConvoWebNode.StartAsync(folder, $"file:{Path.Combine(folder, "pdf.db")}", cancellationToken);
        var id = await PlainConversation.ImportAsync(server, texts, cancellationToken);
        var page = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(page, Html(texts), cancellationToken);

        var (ours, browsers) = (new List<ProcessTree>(), new List<ProcessTree>());
        for (var round = 0; round <= _rounds; round++)
        {
            // The first one reads files that the others find in memory, and is not counted.
            ours.Add(await DownloadAsync(server, id, cancellationToken));
            if (File.Exists(Chromium))
            {
                browsers.Add(await PrintAsync(page, cancellationToken));
            }
        }

        Tell(ours, browsers);
    }

    private void Tell(List<ProcessTree> ours, List<ProcessTree> browsers)
    {
        var (cpu, memory) = (Median.Of(ours.Skip(1).Select(tree => tree.CpuOfChildren.TotalSeconds)), ours.Max(tree => tree.PeakMiBOfChildren));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ConvoWeb's worker: {cpu:N2} s of CPU, {memory:N0} MiB"));
        _verdict.AtMost(150, memory, "MiB of memory");
        if (browsers.Count == 0)
        {
            Console.WriteLine($"  Chromium is left out: it is not at {Chromium}.");
            return;
        }

        var browser = Median.Of(browsers.Skip(1).Select(tree => tree.Cpu.TotalSeconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  floor: Chromium prints the same text: {browser:N2} s of CPU"));
        _verdict.AtMost(.5, cpu / browser, "CPU, of Chromium's");
    }

    private static async Task<ProcessTree> DownloadAsync(Server server, string id, CancellationToken cancellationToken)
    {
        var tree = new ProcessTree(server.ProcessId);
        var download = server.Client.GetByteArrayAsync($"/api/conversations/{id}/export?format=pdf", cancellationToken);
        await tree.WatchAsync(download);
        return IsWhole(await download) ? tree : throw new BenchFailureException("What was downloaded is no whole PDF.");
    }

    private async Task<ProcessTree> PrintAsync(string page, CancellationToken cancellationToken)
    {
        var printed = Path.Combine(folder, "printed.pdf");
        File.Delete(printed);
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
            $"--user-data-dir={Path.Combine(folder, "profile")}", $"--print-to-pdf={printed}", new Uri(page).AbsoluteUri,
        ];
        using var browser = Process.Start(new ProcessStartInfo(Chromium, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            var said = Task.WhenAll(browser.StandardError.ReadToEndAsync(cancellationToken), browser.StandardOutput.ReadToEndAsync(cancellationToken));
            var tree = new ProcessTree(browser.Id);
            await tree.WatchAsync(browser.WaitForExitAsync(cancellationToken));
            await said;
            return File.Exists(printed) && IsWhole(await File.ReadAllBytesAsync(printed, cancellationToken))
                ? tree
                : throw new BenchFailureException("What Chromium printed is no whole PDF.");
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> pdf) => pdf.StartsWith("%PDF-"u8) && pdf.TrimEnd("\r\n"u8).EndsWith("%%EOF"u8);

    /// <summary>As plain as it gets: the text itself, its lines and the fonts that ours has.</summary>
    private static string Html(List<PlainMessage> messages)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><style>body{font:9.5pt 'Noto Sans'} div{white-space:pre-wrap}</style><h1>Bench</h1>");
        foreach (var message in messages)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>{message.Type}</h2><div>{WebUtility.HtmlEncode(message.Content)}</div>");
        }

        return html.ToString();
    }
}
