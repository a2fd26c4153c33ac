using System.Globalization;
using System.Text.Json;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace ConvoWeb.Features.Proxy.Recording.Spool;

/// <summary>
/// Keeps talks on disk while the database is away, encrypted, in the order in which they came; and until the program runs again, when it ends meanwhile.
/// </summary>
internal sealed class TalkSpool(Settings settings, IDataProtectionProvider protection, ProxyMetrics metrics, long maxBytes = TalkSpool.DefaultMaxBytes) : IDisposable
{
    /// <summary>Of all that waits.</summary>
    private const long DefaultMaxBytes = 512 * 1024 * 1024;

    private const string Extension = ".talk";

    private readonly string _folder = Path.Combine(settings.DataDirectory, "spool");
    private readonly IDataProtector _protector = protection.CreateProtector("ConvoWeb.Spool");
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private TaskCompletionSource _isEmpty = Completed();
    private TaskCompletionSource _hasSome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_names)
            {
                return _names.Count;
            }
        }
    }

    public void Dispose() => _changes.Dispose();

    /// <summary>Finds what was left when the program ended last.</summary>
    public void Open()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles())
        {
            if (file.Extension == Extension)
            {
                Enter(file.Name, file.Length);
            }
            else
            {
                file.Delete(); // one that was not written to its end
            }
        }
    }

    /// <param name="number">The order of those that were asked at the same time.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public async Task AddAsync(WaitingTalk talk, long number)
    {
        var bytes = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(talk, WaitingTalkJson.Default.WaitingTalk));
        await _changes.WaitAsync();
        try
        {
            if (_bytes + bytes.Length > maxBytes)
            {
                throw new IOException("The spool is full.");
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"{talk.AskedAt.UtcTicks:D19}-{number:D9}{Extension}");
            var path = Path.Combine(_folder, name);
            Directory.CreateDirectory(_folder);
            await using (var file = new FileStream($"{path}.new", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await file.WriteAsync(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move($"{path}.new", path);
            Enter(name, bytes.Length);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>The one that waits longest, and its name; null when none does. What cannot be read is none, under its name.</summary>
    public async Task<(string Name, WaitingTalk? Talk)?> FirstAsync()
    {
        string? name;
        lock (_names)
        {
            name = _names.Min;
        }

        return name is null ? null : (name, Read(await File.ReadAllBytesAsync(Path.Combine(_folder, name))));
    }

    public async Task RemoveAsync(string name)
    {
        await _changes.WaitAsync();
        try
        {
            var file = new FileInfo(Path.Combine(_folder, name));
            var length = file.Exists ? file.Length : 0;
            file.Delete();
            lock (_names)
            {
                _names.Remove(name);
                _bytes -= length;
                metrics.Spooled(-1);
                if (_names.Count == 0)
                {
                    _isEmpty.TrySetResult();
                    _hasSome = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Returns when nothing waits any more: what comes later goes on from it.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_names)
        {
            return _isEmpty.Task;
        }
    }

    /// <summary>Returns when something waits.</summary>
    public Task WhenSomeAsync()
    {
        lock (_names)
        {
            return _hasSome.Task;
        }
    }

    private void Enter(string name, long bytes)
    {
        lock (_names)
        {
            if (_names.Count == 0)
            {
                _isEmpty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _names.Add(name);
            _bytes += bytes;
            _hasSome.TrySetResult();
            metrics.Spooled(1);
        }
    }

    private WaitingTalk? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(_protector.Unprotect(bytes), WaitingTalkJson.Default.WaitingTalk);
        }
        catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
