using System.Globalization;
using System.Security.Cryptography;
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

    private const string Extension = ".talk", Unfinished = ".new", Unreadable = ".unreadable";

    private readonly string _folder = Path.Combine(settings.DataDirectory, "spool");
    private readonly IDataProtector _protector = protection.CreateProtector("ConvoWeb.Spool", "1");
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly SortedList<string, long> _names = new(StringComparer.Ordinal);
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
            else if (file.Extension == Unfinished)
            {
                file.Delete();
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
            await WriteAsync(path + Unfinished, bytes);
            File.Move(path + Unfinished, path);
            Enter(name, bytes.Length);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>The name of the one that waits longest; null when none does.</summary>
    public string? First()
    {
        lock (_names)
        {
            return _names.FirstOrDefault().Key;
        }
    }

    /// <exception cref="CryptographicException">It cannot be decrypted: it is broken, or the keys are not there.</exception>
    /// <exception cref="JsonException">Another version wrote it.</exception>
    /// <exception cref="IOException">It is not there any more.</exception>
    public async Task<WaitingTalk> ReadAsync(string name) =>
        JsonSerializer.Deserialize(_protector.Unprotect(await File.ReadAllBytesAsync(Path.Combine(_folder, name))), WaitingTalkJson.Default.WaitingTalk)!;

    public void Remove(string name)
    {
        try
        {
            File.Delete(Path.Combine(_folder, name));
        }
        finally
        {
            Leave(name); // also when it cannot be deleted: it is not stored twice
        }
    }

    /// <summary>It stays for whoever looks after the machine, and nobody waits for it any more.</summary>
    public void PutAside(string name)
    {
        try
        {
            File.Move(Path.Combine(_folder, name), Path.Combine(_folder, name + Unreadable), overwrite: true);
        }
        finally
        {
            Leave(name);
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

            _names[name] = bytes;
            _bytes += bytes;
            _hasSome.TrySetResult();
            metrics.Spooled(1);
        }
    }

    private void Leave(string name)
    {
        lock (_names)
        {
            if (_names.Remove(name, out var bytes))
            {
                _bytes -= bytes;
                metrics.Spooled(-1);
            }

            if (_names.Count == 0)
            {
                _isEmpty.TrySetResult();
                _hasSome = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private static async Task WriteAsync(string path, byte[] bytes)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await file.WriteAsync(bytes);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(path); // the room is needed
            throw;
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
