using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Import;

/// <summary>
/// The files of other products during one import: in their conversations, or before or after them in a ZIP. Those that no
/// message names are forgotten in the end, as uploads are that break off.
/// </summary>
internal sealed class NamedFiles(FileService files, FileLinks links, CurrentUser user) : IAsyncDisposable
{
    private readonly Dictionary<string, ReceivedFile> _received = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly List<(ImportItem Item, HashSet<string> Keys)> _waiting = [];
    private DateTimeOffset _heldAt;

    /// <summary>Whether a conversation that is stored by now waits for it.</summary>
    public bool Wants(string key) => _wanted.Contains(key);

    /// <summary>The one that comes first counts, if several are called the same.</summary>
    public async Task ReceiveAsync(string key, FileUpload upload, CancellationToken cancellationToken)
    {
        if (_received.ContainsKey(key) || _refused.ContainsKey(key))
        {
            return;
        }

        try
        {
            _received[key] = await files.ReceiveAsync(user, upload, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidInputException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            _refused[key] = $"{upload.Name}: {exception.Message}";
        }
    }

    /// <summary>However long the rest of the import takes, what has come stays.</summary>
    public async Task HoldAsync()
    {
        if (_received.Count > 0)
        {
            _heldAt = await links.HoldAsync(_received.Where(file => !_kept.Contains(file.Key)).Select(file => file.Value), _heldAt);
        }
    }

    /// <summary>Gives a stored conversation what is here of its files, and remembers what is not.</summary>
    public async Task<ImportItem> LinkAsync(ImportItem item, IReadOnlyList<ImportedFile> named, CancellationToken cancellationToken)
    {
        if (item.Id is not { } id || item.Outcome is ImportOutcome.Skipped or ImportOutcome.Failed)
        {
            return item;
        }

        var missing = (await links.MissingAsync(user, id, cancellationToken)).SelectMany(message => message.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var file in named.Where(file => missing.Contains(file.Key)))
        {
            if (file.Content is { } content)
            {
                var type = MediaTypes.Of(content.AsSpan(0, Math.Min(content.Length, MediaTypes.KnownBy)), file.MediaType);
                await ReceiveAsync(file.Key, new FileUpload(MediaTypes.NameOf(type), file.MediaType, new MemoryStream(content)), cancellationToken);
            }
        }

        var linked = item;
        if (missing.Overlaps(_received.Keys))
        {
            linked = await LinkAsync(item, id, cancellationToken);
            missing.ExceptWith(_kept);
        }

        var reasons = missing.Select(key => _refused.GetValueOrDefault(key)).Prepend(linked.Reason).OfType<string>().ToList();
        missing.ExceptWith(_refused.Keys);
        if (missing.Count > 0)
        {
            _waiting.Add((item with { Reason = null }, missing));
            _wanted.UnionWith(missing);
        }

        return linked with { Reason = string.Join(' ', reasons) is { Length: > 0 } reason ? reason : null };
    }

    /// <summary>When nothing comes any more.</summary>
    /// <returns>What else came to conversations that are told already, and what could not.</returns>
    public async Task<(int Files, IReadOnlyList<ImportItem> Failures)> EndAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        var failures = new List<ImportItem>();
        foreach (var (item, keys) in _waiting)
        {
            var linked = keys.Overlaps(_received.Keys) ? await LinkAsync(item, item.Id!.Value, cancellationToken) : item;
            count += linked.Files;
            var reasons = keys.Select(key => _refused.GetValueOrDefault(key)).Append(linked.Reason).OfType<string>().ToList();
            if (reasons.Count > 0)
            {
                failures.Add(item with { Outcome = ImportOutcome.Failed, Reason = string.Join(' ', reasons), Messages = 0, LeftOut = 0, Files = 0 });
            }
        }

        return (count, failures);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (key, file) in _received.Where(file => !_kept.Contains(file.Key)))
        {
            await files.ForgetAsync(file);
        }
    }

    private async Task<ImportItem> LinkAsync(ImportItem item, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var messages = (await links.MissingAsync(user, id, cancellationToken)).Where(message => message.Keys.Any(_received.ContainsKey)).Select(message => message.MessageId).ToList();
            var kept = await links.LinkAsync(user, id, messages, _received, cancellationToken);
            _kept.UnionWith(kept);
            return item with
            {
                Files = kept.Count,
                Outcome = item.Outcome is ImportOutcome.Unchanged && kept.Count > 0 ? ImportOutcome.Updated : item.Outcome,
            };
        }
        catch (ConflictException exception)
        {
            return item with { Reason = string.Join(' ', new[] { item.Reason, exception.Message }.OfType<string>()) };
        }
    }
}
