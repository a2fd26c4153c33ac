using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ConvoWeb.Features.Export.Formats.Pdf;

/// <summary>One worker, from its start to its end, which comes with this object at the latest.</summary>
internal sealed class PdfProcess : IAsyncDisposable
{
    private const string InstallLine = "apt-get install libpangocairo-1.0-0 fonts-noto-core fonts-noto-mono fonts-noto-cjk fonts-noto-color-emoji";

    private const int MaxWords = 2000;

    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>What it needs of the server's surroundings: no address, no password.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DOTNET_ROOT", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME"];

    /// <summary>It works for seconds: what pays off after that is left out.</summary>
    private static readonly (string Name, string Value)[] Runtime =
    [
        ("DOTNET_TieredPGO", "0"),
        ("DOTNET_gcServer", "0"),
        ("DOTNET_gcConcurrent", "0"),
        ("DOTNET_GCHeapHardLimit", "0x10000000"), // 256 MiB; most of what it needs is Pango's
        ("DOTNET_GCgen0size", "0x200000"),
        ("DOTNET_EnableDiagnostics", "0"),
        ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"), // the libraries bring their own rules for text
    ];

    private readonly Process _process;
    private readonly PdfLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Task _reading;
    private ExportFailedException? _stopped;
    private long _lastSign;
    private bool _isHeldUp;

    private PdfProcess(Process process, PdfLimits limits, TimeProvider clock)
    {
        (_process, _limits, _clock) = (process, limits, clock);
        _reading = ReadWordsAsync();
    }

    public int Id => _process.Id;

    /// <summary>What it said on its standard error; for the log.</summary>
    public string Words { get; private set; } = "";

    public static PdfProcess Start(PdfLimits limits, TimeProvider clock)
    {
        var start = new ProcessStartInfo(DotNet, [typeof(PdfProcess).Assembly.Location, PdfWorker.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Except(Inherited, StringComparer.Ordinal).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Runtime)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal; // people who read come first
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // It has ended already; what it wrote says why.
        }

        return new PdfProcess(process, limits, clock);
    }

    public async Task WriteAsync(IAsyncEnumerable<PdfRecord> records, PipeWriter output, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Sign();
        var watching = WatchAsync(ended.Token);
        var sending = SendAsync(records, ended.Token);
        try
        {
            await PassOnAsync(output, cancellationToken);
            await _process.WaitForExitAsync(cancellationToken);
            await _reading;
            if (FailureOf(_process.ExitCode) is { } failure)
            {
                throw _stopped ?? failure;
            }
        }
        finally
        {
            await ended.CancelAsync();
            Kill();
            await watching;
            await sending;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
    }

    private static string DotNet
    {
        get
        {
            // The program may have been started by a test or by its own launcher: this one is always beside the runtime.
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            var shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", name));
            return File.Exists(shared) ? shared : name;
        }
    }

    internal static ExportFailedException? FailureOf(int exitCode) => (PdfOutcome)exitCode switch
    {
        PdfOutcome.Done => null,
        PdfOutcome.Unavailable => new ExportFailedException(ExportFailure.Unavailable, $"This server lacks the libraries or the fonts for PDF. On Debian and Ubuntu: {InstallLine}"),
        _ => new ExportFailedException(ExportFailure.Broken, "This conversation could not be set as a PDF. Its other formats are not affected."),
    };

    /// <summary>Ends without a fault when the worker has: what it says of its end is the reason.</summary>
    private async Task SendAsync(IAsyncEnumerable<PdfRecord> records, CancellationToken cancellationToken)
    {
        var input = PipeWriter.Create(_process.StandardInput.BaseStream);
        try
        {
            await foreach (var record in records.WithCancellation(cancellationToken))
            {
                await JsonSerializer.SerializeAsync(input, record, PdfJson.Lines.PdfRecord, cancellationToken);
                input.WriteText("\n");
                await input.FlushLargeAsync(cancellationToken);
                Sign();
            }

            await input.CompleteAsync();
        }
        catch (Exception exception)
        {
            // Without an end it is a failure for the worker as well, which nobody has to stop.
            await input.CompleteAsync(exception);
            if (exception is not (IOException or OperationCanceledException))
            {
                throw;
            }
        }
    }

    private async Task PassOnAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        const int Piece = 64 * 1024;
        while (await _process.StandardOutput.BaseStream.ReadAsync(output.GetMemory(Piece), cancellationToken) is > 0 and var length)
        {
            output.Advance(length);
            Volatile.Write(ref _isHeldUp, true);
            await output.FlushAsync(cancellationToken);
            Sign();
            Volatile.Write(ref _isHeldUp, false);
        }
    }

    private void Sign() => Volatile.Write(ref _lastSign, _clock.GetTimestamp());

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var (worked, looked) = (TimeSpan.Zero, _clock.GetTimestamp());
        using var timer = new PeriodicTimer(WatchEvery, _clock);
        try
        {
            while (_stopped is null && await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = _clock.GetTimestamp();
                if (Volatile.Read(ref _isHeldUp))
                {
                    Sign(); // who downloads is slow: that is no fault of the worker, and takes nothing of its time
                }
                else
                {
                    worked += _clock.GetElapsedTime(looked, now);
                }

                looked = now;
                _stopped = ReasonToStop(worked);
            }

            Kill();
        }
        catch (OperationCanceledException)
        {
            // It has ended by itself, or nobody waits for it any longer.
        }
    }

    private ExportFailedException? ReasonToStop(TimeSpan worked)
    {
        _process.Refresh();
        return _process.HasExited ? null
            : MemoryOf(_process) > _limits.MemoryBytes || worked > _limits.Time
                ? new ExportFailedException(ExportFailure.TooLarge, "This conversation is too large for a PDF. The other formats take it.")
            : _clock.GetElapsedTime(Volatile.Read(ref _lastSign)) > _limits.Silence
                ? new ExportFailedException(ExportFailure.Broken, "The PDF was not made in time. The other formats are not affected.")
            : null;
    }

    /// <summary>It may end between two looks at it.</summary>
    private static long MemoryOf(Process process)
    {
        try
        {
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private async Task ReadWordsAsync()
    {
        var words = new char[MaxWords];
        var length = await _process.StandardError.ReadBlockAsync(words);
        Words = new string(words, 0, length).Trim();
        while (await _process.StandardError.ReadAsync(words) > 0)
        {
            // A warning a letter must not fill the pipe, which would stop it.
        }
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }
}
