using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConvoWeb.Tests.E2E.Clients.DotNet;

/// <summary>
/// What a program keeps of the conversation that it follows: how far it has come, the messages, and of each draft the
/// number of the next delta. It notes what must not happen: a gap, a repeat, a step back.
/// </summary>
internal sealed class Transcript
{
    private readonly Dictionary<string, JsonObject> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _drafts = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    public long Version { get; private set; }

    public IReadOnlyDictionary<string, int> Drafts => _drafts;

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>How many events it was told.</summary>
    public int Count { get; private set; }

    public JsonObject? this[string message] => _messages.GetValueOrDefault(message);

    public bool Has(string message, string state) => (string?)this[message]?["state"] == state;

    /// <param name="read">Reads a message that the event only names, because it is large. Null when it is gone.</param>
    public async Task ApplyAsync(string name, JsonElement body, Func<string, Task<JsonElement?>> read)
    {
        var (message, isCarried) = (default(JsonElement?), false);
        if (name is "MessageAdded" or "MessageChanged" or "MessageFinalized")
        {
            isCarried = body.TryGetProperty("message", out var carried);
            message = isCarried ? carried : await read(MessageOf(body));
        }

        lock (_messages)
        {
            Apply(name, body, message, isCarried);
        }
    }

    /// <summary>What is held, while nothing is added to it.</summary>
    public T Read<T>(Func<Transcript, T> read)
    {
        lock (_messages)
        {
            return read(this);
        }
    }

    public Held Hold() => Read(_ =>
        new Held(Version, [.. _messages.Values.OrderBy(message => (int)message["seq"]!).Select(message => JsonSerializer.SerializeToElement(message))], [.. _faults]));

    private static string MessageOf(JsonElement body) => body.GetProperty("message_id").GetString()!;

    private void Apply(string name, JsonElement body, JsonElement? message, bool isCarried)
    {
        switch (name)
        {
            case "MessageAdded" when _messages.ContainsKey(MessageOf(body)):
                Fault($"{MessageOf(body)} was added twice");
                break;
            case "MessageAdded" or "MessageChanged" or "MessageFinalized":
                Keep(MessageOf(body), message, isCarried);
                break;
            case "MessageRemoved":
                _messages.Remove(MessageOf(body));
                _drafts.Remove(MessageOf(body));
                break;
            case "DeltaAppended":
                Append(MessageOf(body), body);
                break;
        }

        var version = body.GetProperty("version").GetInt64();
        if (version < Version)
        {
            Fault($"{name} of version {version} came after version {Version}");
        }

        Version = Math.Max(Version, version);
        Count++;
    }

    private void Keep(string id, JsonElement? message, bool isCarried)
    {
        if (message is not { } told)
        {
            return; // removed since, which is the next that is told of it
        }

        var before = this[id];
        _messages[id] = JsonObject.Create(told)!;
        if (isCarried && before is not null && (long)before["version"]! <= Version // of a version that it has seen only a part of it is told again
            && (long)before["version"]! == (long)this[id]!["version"]! && (int?)before["next_n"] == (int?)this[id]!["next_n"])
        {
            Fault($"{id} of version {before["version"]} was told twice");
        }

        if (Has(id, "draft"))
        {
            _drafts[id] = (int)_messages[id]["next_n"]!;
        }
        else
        {
            _drafts.Remove(id);
        }
    }

    private void Append(string id, JsonElement delta)
    {
        var n = delta.GetProperty("n").GetInt32();
        if (!_drafts.TryGetValue(id, out var next) || n != next)
        {
            Fault($"delta {n} of {id} came where {(_drafts.ContainsKey(id) ? next : "none")} was next");
            return;
        }

        var message = _messages[id];
        message["content"] = (string?)message["content"] + delta.GetProperty("text").GetString();
        message["next_n"] = _drafts[id] = delta.GetProperty("next").GetInt32();
    }

    private void Fault(FormattableString fault) => _faults.Add(fault.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What a program holds of a conversation.</summary>
internal sealed record Held(long Version, IReadOnlyList<JsonElement> Messages, IReadOnlyList<string> Faults);
