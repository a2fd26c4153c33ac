using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ClaudeCode;

/// <summary>
/// The lines of one session as a tree. Pieces of one answer are one message; what its tools answer comes in a row behind it;
/// what another agent did on the side is a branch of its own.
/// </summary>
internal sealed class ClaudeCodeSession(string id, TimeProvider clock) : Session
{
    /// <summary>What each line says again.</summary>
    private static readonly HashSet<string> OfEveryLine = new(StringComparer.Ordinal) { "cwd", "version", "gitBranch", "userType", "entrypoint", "slug" };

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Entry?> _byLine = new(StringComparer.Ordinal); // its own entry, or the nearest above it
    private readonly Dictionary<string, Entry> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _common = new(StringComparer.Ordinal);
    private KeptLines _others = new();
    private Entry? _last;
    private Entry? _lastAside;
    private string? _title;
    private string? _summary;

    public override string Id => id;

    /// <summary>How many it remembers.</summary>
    public int Lines => _byLine.Count;

    public bool Has(string? line) => line is not null && _byLine.ContainsKey(line);

    /// <summary>A line that names a message of this session, or stands behind one.</summary>
    public void AddAbout(JsonElement line, bool isOfIt)
    {
        if (isOfIt && line.Text("summary") is { } summary)
        {
            _summary = summary;
        }

        _others.Add(line.Text("type") ?? "other", line);
    }

    /// <summary>Of its messages it remembers where they stand, for those that come below them.</summary>
    public override void BeginPart()
    {
        base.BeginPart();
        _entries.ForEach(entry => entry.Messages = []);
        _entries.Clear();
        _answers.Clear();
        _others = new();
    }

    protected override void Add(JsonElement line)
    {
        foreach (var (name, value) in line.Members().Where(member => OfEveryLine.Contains(member.Name) && !_common.ContainsKey(member.Name)))
        {
            _common[name] = value.Clone();
        }

        var content = line.Text("type") is "user" or "assistant" ? line.Object("message") : null;
        if (content is null && line.Text("type") is not "system")
        {
            AddOther(line);
            return;
        }

        var isAside = line.IsTrue("isSidechain");
        var uuid = line.Text("uuid") ?? RecordIds.After(_last?.Key, line);
        var parent = ParentOf(line, isAside);
        var notKept = ClaudeCodeLine.NotKept(line, _common);
        if (content?.Text("id") is { Length: > 0 } answer && line.Text("type") is "assistant")
        {
            if (_byLine.ContainsKey(uuid))
            {
                return;
            }

            if (_answers.TryGetValue(answer, out var entry))
            {
                ClaudeCodeLine.AddPiece(entry.Messages[0], line, content.Value, notKept, _tools);
                _byLine[uuid] = entry;
                return;
            }

            _answers[answer] = Append(uuid, parent, isAside, [ClaudeCodeLine.AnswerOf(line, content.Value, notKept, _tools)]);
            return;
        }

        var messages = ClaudeCodeLine.MessagesOf(line, content, notKept, _tools, out var areResults);
        if (_byLine.TryGetValue(uuid, out var known) && known?.Says(messages) is true)
        {
            return;
        }

        Append(uuid, parent, isAside, messages, areResults);
    }

    protected override void Forget()
    {
        _entries.Clear();
        _answers.Clear();
        _byLine.Clear();
        (_last, _lastAside) = (null, null);
    }

    protected override ConversationDraft? ToDraft()
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        var draft = new ConversationDraft(clock)
        {
            ExternalId = id,
            Title = _title ?? _summary ?? FirstPrompt(),
            Current = _last?.Key,
            IsAside = _last is null,
        };
        foreach (var (name, value) in _common)
        {
            draft.Metadata.Keep(name, value);
        }

        _others.KeepIn(draft.Metadata);
        foreach (var told in _byLine.Values.Where(entry => entry?.End is not null))
        {
            draft.PlaceTold(told!.Key, told.End!);
        }

        foreach (var entry in _entries)
        {
            draft.Place(entry.Key, entry.Parent?.Key, entry.Messages);
            entry.End = draft.EndOf(entry.Key);
        }

        return draft;
    }

    private void AddOther(JsonElement line)
    {
        _title = line.Text("customTitle") ?? _title ?? line.Text("aiTitle");
        if (line.Text("uuid") is { } uuid)
        {
            _byLine.TryAdd(uuid, ParentOf(line, line.IsTrue("isSidechain")));
        }

        _others.Add(line.Text("type") ?? "other", line);
    }

    private Entry Append(string key, Entry? parent, bool isAside, IReadOnlyList<SourceMessage> messages, bool areResults = false)
    {
        var entry = new Entry(key) { Messages = messages, Parent = parent };
        if (areResults && (parent?.Answer ?? parent) is { } answer)
        {
            // Tools that ran side by side all name the piece that called them; here they stand one below the other.
            entry.Answer = answer;
            entry.Parent = answer.LastResult ?? answer;
            answer.LastResult = entry;
        }

        _byLine[key] = entry;
        _entries.Add(entry);
        (_last, _lastAside) = isAside ? (_last, entry) : (entry, _lastAside);
        return entry;
    }

    /// <summary>The line that it names. Without one it follows what stands before it, unless it begins what another agent did.</summary>
    private Entry? ParentOf(JsonElement line, bool isAside)
    {
        if (line.Text("parentUuid") is { } parent)
        {
            return _byLine.TryGetValue(parent, out var entry) ? entry?.Answer?.LastResult ?? entry : isAside ? _lastAside : _last;
        }

        return isAside ? null : _last;
    }

    private string? FirstPrompt()
    {
        var prompts = _entries.SelectMany(entry => entry.Messages).Where(message => message.Type is MessageType.User).Select(message => message.Content).ToList();
        var prompt = prompts.Find(text => text.Length > 0 && text[0] is not '<') ?? prompts.FirstOrDefault();
        return prompt is null ? null : Conversations.ConversationTitles.Of(null, prompt);
    }

    private sealed class Entry(string key)
    {
        public string Key => key;

        public required IReadOnlyList<SourceMessage> Messages { get; set; }

        public Entry? Parent { get; set; }

        /// <summary>Of what a tool answered: the message that called it.</summary>
        public Entry? Answer { get; set; }

        /// <summary>Of an answer: what the last one of its tools said.</summary>
        public Entry? LastResult { get; set; }

        /// <summary>When it is told: the key of its last message.</summary>
        public string? End { get; set; }

        public bool Says(IReadOnlyList<SourceMessage> others) =>
            End is not null || Messages.Select(message => message.Content).SequenceEqual(others.Select(message => message.Content), StringComparer.Ordinal);
    }
}
