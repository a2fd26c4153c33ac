using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Formats;

/// <summary>
/// Our own exports: JSON with the messages in the conversation, and JSONL, where a line for the conversation comes before a line
/// for each of its messages, and then the next conversation.
/// </summary>
internal sealed class ConvoWebReader(TimeProvider clock) : IConversationReader
{
    public const string Name = "convoweb";

    public string Source => Name;

    public bool Recognises(JsonElement record) => IsNote(record) || IsIndex(record)
        || (IsHeader(record) && record.Text("format") is { } format && format.StartsWith("convoweb/", StringComparison.Ordinal));

    public async IAsyncEnumerable<ReadConversation> ReadAsync(
        IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Lines? lines = null;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            if (record.Fault is null && IsHeader(record.Value))
            {
                if (lines is not null)
                {
                    yield return lines.Read();
                }

                lines = new Lines(record.Value, clock);
                foreach (var message in ((JsonElement?)record.Value).Items("messages"))
                {
                    lines.Add(new JsonRecord(message));
                }
            }
            else if (record.Fault is null && IsNote(record.Value) && lines?.Id == record.Value.Text("id"))
            {
                lines!.BreakOff(record.Value);
            }
            else if (record.Fault is null && NotesIn(record.Value) is { } notes)
            {
                if (lines is not null)
                {
                    yield return lines.Read();
                    lines = null;
                }

                foreach (var (note, isWhole) in notes)
                {
                    var words = isWhole ? "A file of it is missing in the export." : "The export left it out.";
                    yield return ReadConversation.Failed($"{words} {note.Text("reason")}", note.Text("id"), note.Text("title"));
                }
            }
            else
            {
                lines?.Add(record);
            }
        }

        if (lines is not null)
        {
            yield return lines.Read();
        }
    }

    /// <summary>No message has this type, so the lines of a file tell themselves apart.</summary>
    private static bool IsHeader(JsonElement record) => record.Text("type") is "conversation";

    /// <summary>What an export says of a conversation that it could not read, or not to its end.</summary>
    private static bool IsNote(JsonElement record) => record.Text("type") is "skipped" && Guid.TryParse(record.Text("id"), out _) && record.Text("reason") is not null;

    /// <summary>What an archive says in the end of all that is in it.</summary>
    private static bool IsIndex(JsonElement record) => record.Text("format") is "convoweb-index/1";

    /// <summary>Null: it says nothing of the kind.</summary>
    private static IEnumerable<(JsonElement Note, bool IsWhole)>? NotesIn(JsonElement record)
    {
        if (!IsIndex(record))
        {
            return IsNote(record) ? [(record, false)] : null;
        }

        var items = record.Items("items").Select(item => item.Text("id")).ToHashSet(StringComparer.Ordinal);
        return record.Items("skipped")
            .Select(note => (Note: note, IsWhole: items.Contains(note.Text("id"))))
            .Where(note => note.IsWhole || note.Note.Text("file")?.EndsWith(".jsonl", StringComparison.Ordinal) is not true); // such a one has its note itself
    }

    /// <summary>The lines of one conversation. A broken one fails all of it, so that none is ever stored in part.</summary>
    private sealed class Lines
    {
        private readonly ImportedConversation? _header;
        private readonly List<ImportedMessage> _messages = [];
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
        private readonly string? _id;
        private readonly string? _title;
        private long _bytes;
        private string? _fault;

        public Lines(JsonElement header, TimeProvider clock)
        {
            (_id, _title) = (header.Text("id"), header.Text("title"));
            _header = Attempt(1, () => Header(header, clock));
        }

        public string? Id => _id;

        public void BreakOff(JsonElement note) => _fault = $"The export breaks off in the middle of it. {note.Text("reason")}";

        public void Add(JsonRecord line)
        {
            if (_fault is not null)
            {
                return;
            }

            var number = _messages.Count + 2; // after the header
            _fault = line.Fault is null ? null : $"Its line {number} cannot be read. {line.Fault}";
            if (_fault is null && (_bytes += JsonMarshal.GetRawUtf8Value(line.Value).Length) > ImportLimits.Record)
            {
                _fault = $"It is larger than {ImportLimits.Record / (1024 * 1024)} MiB.";
                _messages.Clear();
            }

            if (_fault is null && Attempt(number, () => MessageOf(line.Value)) is { } message)
            {
                _messages.Add(message);
            }
        }

        public ReadConversation Read() =>
            _header is null || _fault is not null
                ? ReadConversation.Failed(_fault!, _id, _title)
                : ReadConversation.Of(_header with
                {
                    Title = ImportLimits.Title(ConversationTitles.Of(_header.Title, _messages.Find(m => m.Type is not MessageType.System)?.Content)),
                    Messages = _messages,
                    ActiveKey = _header.ActiveKey ?? _messages.LastOrDefault()?.Key,
                });

        private T? Attempt<T>(int number, Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (Exception exception) when (exception is InvalidInputException or FormatException or InvalidOperationException)
            {
                _fault = $"Its line {number} cannot be read. {exception.Message}";
                return null;
            }
        }

        private static ImportedConversation Header(JsonElement line, TimeProvider clock) => new()
        {
            Id = IdIn(line, "id") ?? throw new FormatException("id is missing, or no id."),
            Source = ImportLimits.Source(line.Text("source")),
            ExternalId = line.Text("external_id") is { } externalId ? ImportLimits.ExternalId(externalId) : null,
            Title = line.Text("title") ?? "",
            CreatedAt = line.Time("created_at") ?? clock.GetUtcNow(),
            UpdatedAt = line.Time("updated_at"),
            Status = line.Text("status") is { } status ? Words<ConversationStatus>.Parse(status) : ConversationStatus.Active,
            RestoresTo = line.Text("restores_to") switch
            {
                null => null,
                "active" => ConversationStatus.Active,
                "archived" => ConversationStatus.Archived,
                _ => throw new FormatException("restores_to must be active or archived."),
            },
            DeletedAt = line.Time("deleted_at"),
            HeldAt = line.Time("held_at"),
            LastExportedAt = line.Time("last_exported_at"),
            Starred = line.IsTrue("starred"),
            Model = ImportLimits.Model(line.Text("model")),
            Tags = ImportLimits.Tags(line.Items("tags").Select(tag => tag.Text())),
            Personality = line.Object("personality") is { } personality ? PersonalityOf(personality) : null,
            Metadata = MetadataOf(line, Conversation.MetadataMaxBytes),
            Messages = [],
            ActiveKey = IdIn(line, "active_leaf_id")?.ToString(),
            NextSeq = line.Count("next_seq"),
        };

        private static ImportedPersonality? PersonalityOf(JsonElement personality) =>
            personality.Text("name")?.Trim() is { Length: > 0 } name
                ? new ImportedPersonality
                {
                    Id = IdIn(personality, "id"),
                    Name = ImportLimits.CutCharacters(name, Personality.NameMaxLength),
                    Color = personality.Text("color") is { } color ? Words<PersonalityColor>.Parse(color) : null,
                    Voice = ImportLimits.Voice(personality.Text("voice")),
                    SystemPrompt = ImportLimits.SystemPrompt(personality.Text("system_prompt")),
                    CreatedAt = personality.Time("created_at"),
                    UpdatedAt = personality.Time("updated_at"),
                }
                : null;

        private ImportedMessage MessageOf(JsonElement line)
        {
            var id = IdIn(line, "id");
            var key = id?.ToString() ?? ImportLimits.Hash(JsonMarshal.GetRawUtf8Value(line));
            if (!_keys.Add(key))
            {
                throw new FormatException($"The id {key} is there twice.");
            }

            var content = line.Text("content") ?? throw new FormatException("content is missing.");
            var state = line.Text("state") is { } word ? Words<MessageState>.Parse(word) : MessageState.Final;
            return new ImportedMessage
            {
                Key = key,
                ParentKey = IdIn(line, "parent_id")?.ToString() is { } parent && _keys.Contains(parent) ? parent : null,
                Id = id,
                Seq = line.Count("seq"),
                Type = Words<MessageType>.Parse(line.Text("type") ?? ""),
                // What was still being written there is not written on here.
                State = state is MessageState.Draft ? MessageState.Interrupted : state,
                Content = ImportLimits.CutBytes(content, Message.ContentMaxBytes) == content
                    ? content
                    : throw new FormatException("content is larger than 1 MiB."),
                Timestamp = line.Time("timestamp") ?? _header!.CreatedAt, // an export may leave them out
                Model = ImportLimits.Model(line.Text("model")),
                AudioUrl = ImportLimits.AudioUrl(line.Text("audio_url")),
                AudioDuration = ImportLimits.AudioDuration(((JsonElement?)line).Number("audio_duration")),
                TokensIn = line.Count("tokens_in"),
                TokensOut = line.Count("tokens_out"),
                TokensEstimated = line.IsTrue("tokens_estimated"),
                ExternalId = line.Text("external_id") is { } externalId ? ImportLimits.ExternalId(externalId) : null,
                Metadata = MetadataOf(line, Message.MetadataMaxBytes),
            };
        }

        private static string? MetadataOf(JsonElement line, int maxBytes) =>
            JsonObjectText.From(line.Member("metadata"), "metadata", maxBytes);

        private static Guid? IdIn(JsonElement line, string name) => Guid.TryParse(line.Text(name), out var id) ? id : null;
    }
}
