using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>
/// Sessions of Codex: a line for everything that happened. New ones wrap it in <c>{timestamp, type, payload}</c>, old ones do
/// not. Every item is a message of its own, so that a session that goes on adds only what is new.
/// </summary>
internal sealed class CodexReader(TimeProvider clock) : SessionReader<CodexReader.Rollout>
{
    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal) { "session_meta", "turn_context", "response_item", "event_msg", "compacted" };

    public override string Source => "codex";

    public override bool Recognises(JsonElement record) =>
        (IsWrapped(record) && Wrappers.Contains(record.Text("type")!))
        || IsOldHeader(record)
        || record.Text("record_type") is "state"
        || (record.Text("type") is "message" && record.Items("content").Any(part => part.Text("type") is "input_text" or "output_text"));

    protected override Rollout NewSession() => new(clock);

    /// <summary>One that was forked off another one repeats the beginning of that, header and all.</summary>
    protected override bool Begins(JsonElement line, Rollout session) =>
        session.HasHeader && !session.IsFork && (IsOldHeader(line) || line.Text("type") is "session_meta") && !session.Is(Rollout.IdIn(line));

    private static bool IsWrapped(JsonElement line) => line.Object("payload") is not null && line.Text("type") is not null;

    private static bool IsOldHeader(JsonElement line) =>
        line.Text("id") is not null && line.Text("timestamp") is not null && line.Member("type") is null
        && (line.Has("instructions") || line.Member("git") is not null);

    internal sealed class Rollout(TimeProvider clock) : Session
    {
        private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "type", "role", "content", "encrypted_content", "summary", "output", "message", "timestamp" };
        private static readonly HashSet<string> NotKeptOfHeader = new(StringComparer.Ordinal) { "id", "timestamp" };

        /// <summary>What response items say as well.</summary>
        private static readonly HashSet<string> Repeats = new(StringComparer.Ordinal)
        {
            "user_message", "agent_message", "agent_reasoning", "agent_reasoning_raw_content", "agent_reasoning_section_break", "token_count", "task_started", "task_complete",
        };

        private readonly List<(string Key, SourceMessage Message)> _messages = [];
        private readonly Dictionary<string, string> _tools = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _context = new(StringComparer.Ordinal);
        private readonly KeptLines _others = new();
        private JsonElement? _header;
        private DateTimeOffset? _startedAt;
        private string? _id;
        private string? _model;
        private string? _last;

        public bool HasHeader => _header is not null;

        public bool IsFork => _header.Member("forked_from_id") is not null;

        public override string? Id => _id;

        public static string? IdIn(JsonElement header) => (header.Object("payload") ?? header).Text("id") is { Length: > 0 } id ? id : null;

        public bool Is(string? id) => id is not null && id == _id;

        protected override void Add(JsonElement line)
        {
            var isWrapped = IsWrapped(line);
            var item = isWrapped ? line.Object("payload")!.Value : line;
            var time = line.Time("timestamp");
            switch (isWrapped ? line.Text("type") : IsOldHeader(line) ? "session_meta" : line.Member("record_type") is null ? "response_item" : "state")
            {
                case "session_meta" when !HasHeader:
                    _header = JsonCopy.Of(item);
                    _startedAt = item.Time("timestamp") ?? time;
                    _id = IdIn(item) ?? _id;
                    break;
                case "turn_context":
                    AddContext(item);
                    break;
                case "response_item":
                    AddMessage(line, ItemOf(item), time);
                    break;
                case "compacted":
                    var summary = new SourceMessage(MessageType.System);
                    summary.Say(item.Text("message"));
                    summary.Metadata.Set("kind", "compacted").KeepRest(item, NotKept);
                    AddMessage(line, summary, time);
                    break;
                case "event_msg" when item.Text("type") is "token_count":
                    Count(item.Member("info").Member("last_token_usage"));
                    break;
                case "event_msg" when Repeats.Contains(item.Text("type") ?? ""):
                    break;
                case var kind:
                    _others.Add(kind ?? "other", item);
                    break;
            }
        }

        protected override void Forget() => _messages.Clear();

        protected override ConversationDraft? ToDraft()
        {
            if (_messages.Count == 0)
            {
                return null;
            }

            var asked = _messages.Find(entry => entry.Message.Type is MessageType.User && !IsContext(entry.Message.Content)).Message;
            var draft = new ConversationDraft(clock)
            {
                ExternalId = _id ?? _messages[0].Key,
                CreatedAt = _startedAt,
                Title = asked is null ? null : Conversations.ConversationTitles.Of(null, asked.Content),
                Model = _model,
            };
            draft.Metadata.KeepRest(_header, NotKeptOfHeader);
            _others.KeepIn(draft.Metadata);
            foreach (var (key, message) in _messages)
            {
                draft.Place(key, draft.Last, message);
            }

            return draft;
        }

        private void AddMessage(JsonElement line, SourceMessage message, DateTimeOffset? time)
        {
            message.Time = time;
            _last = RecordIds.After(_last, line);
            _messages.Add((_last, message));
        }

        /// <summary>Each turn tells all of it again: what is new in it is kept.</summary>
        private void AddContext(JsonElement context)
        {
            _model = context.Text("model") ?? _model;
            var known = new HashSet<string>(StringComparer.Ordinal) { "turn_id" };
            foreach (var (name, value) in context.Members())
            {
                var text = value.GetRawText();
                if (_context.TryGetValue(name, out var before) && before == text)
                {
                    known.Add(name);
                }

                _context[name] = text;
            }

            var changed = JsonCopy.Of(context, known);
            if (changed.Members().Any())
            {
                _others.Add("turn_context", changed);
            }
        }

        private SourceMessage ItemOf(JsonElement item)
        {
            var kind = item.Text("type") ?? (item.Member("role") is null ? "" : "message");
            var message = kind switch
            {
                "message" => SourceMessage.By(item.Text("role")),
                "reasoning" => new SourceMessage(MessageType.Ai),
                _ when kind.EndsWith("_call", StringComparison.Ordinal) => new SourceMessage(MessageType.Ai),
                _ when kind.EndsWith("_output", StringComparison.Ordinal) => SourceMessage.OfRole("tool"),
                _ => new SourceMessage(MessageType.System),
            };
            ContentBlocks.Read(item.Member("content"), message);
            if (message.Type is MessageType.Ai)
            {
                message.Model = _model;
            }

            switch (kind)
            {
                case "reasoning":
                    foreach (var part in item.Items("summary"))
                    {
                        message.Say(part.Text("text"));
                    }

                    message.Metadata.Set("kind", "reasoning").Set("encrypted", item.Member("encrypted_content") is not null);
                    break;
                case "message":
                    message.Metadata.Set("hidden", item.Text("role") is "developer" || IsContext(message.Content));
                    break;
                case var _ when message.Type is MessageType.Ai:
                    message.Call(item);
                    if (item.Text("call_id") is { } id && item.Text("name") is { } name)
                    {
                        _tools[id] = name;
                    }

                    return message;
                default:
                    ReadOutput(item, message);
                    break;
            }

            message.Metadata.KeepRest(item, NotKept);
            return message;
        }

        private void ReadOutput(JsonElement item, SourceMessage message)
        {
            if (item.Object("output") is { } output && output.Member("content") is { } content)
            {
                ContentBlocks.Read(content, message);
                message.Note(output, without: ["content"]);
            }
            else
            {
                ContentBlocks.Read(item.Member("output"), message);
            }

            if (item.Text("call_id") is { } call && _tools.GetValueOrDefault(call) is { } tool)
            {
                message.Metadata.Set("name", tool);
            }
        }

        private void Count(JsonElement? usage)
        {
            var message = _messages.FindLast(entry => entry.Message.Type is MessageType.Ai).Message;
            if (message is { TokensOut: null })
            {
                message.TokensIn = usage.Count("input_tokens");
                message.TokensOut = usage.Count("output_tokens");
            }
        }

        /// <summary>What Codex says of the place where it works, in the person's name.</summary>
        private static bool IsContext(string text) =>
            text.StartsWith("<environment_context>", StringComparison.Ordinal)
            || text.StartsWith("<user_instructions>", StringComparison.Ordinal)
            || text.StartsWith("# AGENTS.md instructions", StringComparison.Ordinal);
    }
}
