using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>
/// SillyTavern's chats: a line about who talks, then a line for each message, whose other answers ("swipes") are branches.
/// Chub writes the same lines, but wraps each text in an object.
/// </summary>
internal sealed partial class SillyTavernReader(TimeProvider clock) : SessionReader<SillyTavernReader.Chat>
{
    public override string Source => "sillytavern";

    public override bool Recognises(JsonElement record) => IsHeader(record) || (record.Member("is_user") is not null && TextOf(record.Member("mes")) is not null);

    protected override Chat NewSession() => new(clock);

    protected override bool Begins(JsonElement line, Chat session) => IsHeader(line) && session.HasLines;

    private static bool IsHeader(JsonElement line) =>
        line.Member("mes") is null
        && (line.Member("user_name") is not null || line.Member("character_name") is not null)
        && (line.Member("create_date") is not null || line.Member("chat_metadata") is not null || line.Member("character_name") is not null);

    private static string? TextOf(JsonElement? text) => text is { ValueKind: JsonValueKind.Object } ? text.Text("message") : text?.Text();

    internal sealed partial class Chat(TimeProvider clock) : Session
    {
        /// <summary>What newer versions write in place of the names in a header.</summary>
        private const string Unused = "unused";

        private static readonly HashSet<string> NotKeptOfHeader = new(StringComparer.Ordinal) { "character_name", "create_date" };

        private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal)
        {
            "is_user", "is_system", "send_date", "mes", "extra", "swipe_id", "swipes", "swipe_info",
        };

        private static readonly HashSet<string> NotKeptOfExtra = new(StringComparer.Ordinal) { "model", "reasoning", "image", "file", "files", "media" };

        private readonly List<(string Key, string? Parent, SourceMessage Message)> _messages = [];
        private string? _id;
        private string? _begins;
        private string? _character;
        private DateTimeOffset? _createdAt;
        private JsonElement? _header;
        private string? _last;

        public bool HasLines => Size > 0;

        public override string? Id => _id ?? _begins;

        protected override void Add(JsonElement line)
        {
            if (IsHeader(line))
            {
                _header = JsonCopy.Of(line, without: [.. line.Members().Where(member => member.Value.Text() is Unused).Select(member => member.Name)]);
                _character = _header.Text("character_name");
                _createdAt = TimeOf(line, "create_date");
                _id ??= line.Member("chat_metadata").Text("integrity") is { Length: > 0 } id ? id
                    : line.Member("create_date") is null ? null
                    : RecordIds.After(null, Named(line));
                return;
            }

            var above = _last;
            var text = TextOf(line.Member("mes"));
            var swipes = line.Items("swipes").ToList();
            var infos = line.Items("swipe_info").ToList();
            var chosen = line.Member("swipe_id") is null ? -1 : line.Count("swipe_id") ?? -1;
            for (var i = 0; i < swipes.Count; i++)
            {
                if (TextOf(swipes[i]) is { Length: > 0 } other && (i != chosen || other != text))
                {
                    var swipe = MessageOf(line, other, i < infos.Count ? infos[i] : default);
                    _messages.Add((KeyOf(line, above, other), above, swipe));
                }
            }

            var message = MessageOf(line, text, line);
            message.Metadata.KeepRest(line, NotKept);
            if (line.Object("mes") is { } wrapped)
            {
                message.Note(wrapped, without: ["message"]);
            }

            _last = KeyOf(line, above, text);
            _messages.Add((_last, above, message));
            if (message.Type is MessageType.Ai)
            {
                _character ??= line.Text("name");
            }

            if (_id is null)
            {
                Identify(message, _last);
            }
        }

        protected override void Forget() => _messages.Clear();

        protected override ConversationDraft? ToDraft()
        {
            if (_messages.Count == 0)
            {
                return null;
            }

            // A character greets everybody alike: a chat is told by what the person said first.
            var said = _messages.Find(entry => entry.Message.Type is MessageType.User).Message;
            var draft = new ConversationDraft(clock)
            {
                ExternalId = Id,
                Title = said is null ? _character : Conversations.ConversationTitles.Of(null, said.Content),
                CreatedAt = _createdAt,
                Current = _last,
                Personality = _character,
            };
            draft.Metadata.KeepRest(_header, NotKeptOfHeader);
            foreach (var (key, parent, message) in _messages)
            {
                draft.Place(key, parent, message);
            }

            return draft;
        }

        /// <summary>
        /// Without a word of its header it is known by how it begins: up to when the first line was written, or, where no line
        /// says that, to what the person said first.
        /// </summary>
        private void Identify(SourceMessage message, string key)
        {
            _begins = RecordIds.After(_begins, message.Time is { } time ? $"{key}\n{time.UtcDateTime:O}" : key);
            if (message.Time is not null || message.Type is MessageType.User)
            {
                _id = _begins;
            }
        }

        /// <summary>What stays the same of a header while its chat grows.</summary>
        private static JsonElement Named(JsonElement header) => JsonCopy.Of(header, without: ["chat_metadata"]);

        /// <summary>By what is said, and after what: which answer was chosen and when it was written down changes.</summary>
        private static string KeyOf(JsonElement line, string? above, string? text) =>
            RecordIds.After(above, $"{line.IsTrue("is_user")}\n{line.Text("name")}\n{text}");

        private static SourceMessage MessageOf(JsonElement line, string? text, JsonElement about)
        {
            var extra = about.Member("extra");
            var type = line.IsTrue("is_user") ? MessageType.User : line.Member("extra").Text("type") is null ? MessageType.Ai : MessageType.System;
            var message = new SourceMessage(type)
            {
                Time = TimeOf(about, "send_date") ?? TimeOf(line, "send_date"),
                Model = extra.Text("model"),
                TokensOut = type is MessageType.Ai ? extra.Count("token_count") : null,
                Times = TimesOf(about),
            };
            message.Say(text);
            message.Think(extra.Text("reasoning"));
            message.Metadata.Set("hidden", line.IsTrue("is_system")).KeepRest(extra, NotKeptOfExtra);
            foreach (var name in (string[])["image", "file", "files", "media"])
            {
                foreach (var file in extra.Member(name) is { ValueKind: JsonValueKind.Array } ? extra.Items(name) : [.. extra.Member(name) is { } one ? [one] : (JsonElement[])[]])
                {
                    message.Attach(file);
                }
            }

            return message;
        }

        private static ResponseTimes TimesOf(JsonElement about) =>
            ResponseTimes.Of(
                about.Member("extra").Milliseconds("time_to_first_token"),
                TimeOf(about, "gen_finished") - TimeOf(about, "gen_started"));

        /// <summary>As numbers, ISO 8601, words of English, or <c>2024-9-28 @14h 05m 33s 123ms</c>; the zone is never said.</summary>
        private static DateTimeOffset? TimeOf(JsonElement line, string name)
        {
            if (line.Time(name) is { } time)
            {
                return time;
            }

            return line.Text(name) is { } text
                && Humanized().Match(text) is { Success: true } match
                && DateTimeOffset.TryParse(
                    $"{match.Groups["date"].Value} {match.Groups["h"].Value}:{match.Groups["m"].Value}:{match.Groups["s"].Value}.{match.Groups["ms"].Value.PadLeft(3, '0')}",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out time)
                    ? ImportLimits.Time(time)
                    : null;
        }

        [GeneratedRegex(@"\A(?<date>\d{4}-\d{1,2}-\d{1,2}) ?@ ?(?<h>\d{1,2})h ?(?<m>\d{1,2})m ?(?<s>\d{1,2})s(?: ?(?<ms>\d{1,3})ms)?\z", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Humanized();
    }
}
