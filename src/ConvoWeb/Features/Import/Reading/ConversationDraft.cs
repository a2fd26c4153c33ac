using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>A conversation while its messages are read: each finds its place, its time and a key of its own.</summary>
internal sealed class ConversationDraft(TimeProvider clock)
{
    /// <summary>What is said of a file once it is stored, in bytes.</summary>
    private const int RoomForFile = 200;

    private readonly DateTimeOffset _now = clock.GetUtcNow();
    private readonly List<ImportedMessage> _messages = [];
    private readonly Dictionary<string, End?> _ends = new(StringComparer.Ordinal); // by node: its last message, or the one above it
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public string? ExternalId { get; init => field = value is { Length: > 0 } ? ImportLimits.ExternalId(value) : null; }

    public string? Title { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public bool Archived { get; init; }

    public bool Starred { get; init; }

    /// <summary>What it was held with, for messages of the model that do not say.</summary>
    public string? Model { get; init; }

    /// <summary>The node at which the branch ends that the person last saw.</summary>
    public string? Current { get; init; }

    /// <summary>All of it happened beside what the person saw: where the conversation is here already, that stays what is shown.</summary>
    public bool IsAside { get; init; }

    /// <summary>Who answers in it.</summary>
    public string? Personality { get; init; }

    public MetadataBuilder Metadata { get; } = new();

    /// <summary>How many of its lines cannot be read.</summary>
    public int Unreadable { get; set; }

    /// <summary>How many hidden messages without any content were not taken.</summary>
    public int LeftOut { get; set; }

    /// <summary>The key of what was placed last, for formats whose messages stand one after the other.</summary>
    public string? Last { get; private set; }

    /// <summary>Places what a node holds, one message or several in a row or none, below its parent.</summary>
    public void Place(string node, string? parent, params IReadOnlyList<SourceMessage> messages)
    {
        var above = parent is null ? null : _ends.GetValueOrDefault(parent);
        var main = messages.FirstOrDefault(message => message.Type is not MessageType.System) ?? messages.FirstOrDefault();
        foreach (var (index, message) in messages.Index())
        {
            above = Add(message, message == main ? node : $"{node}#{index}", above);
        }

        _ends[node] = above;
        Last = node;
    }

    /// <summary>What an earlier part of the conversation told of a node: nothing comes of it but the place of what follows.</summary>
    /// <param name="end">As <see cref="EndOf"/> answered then.</param>
    public void PlaceTold(string node, string end) => _ends[node] = new End(end, null);

    /// <summary>The key of the message below which stands what follows a node.</summary>
    public string? EndOf(string node) => _ends.GetValueOrDefault(node)?.Key;

    public ImportedConversation ToImported(string source, string externalId, IEnumerable<string?> tags)
    {
        var first = _messages.Find(message => message.Type is not MessageType.System);
        var title = ConversationTitles.Of(Title, first?.Content);
        var cut = ImportLimits.Title(title);
        return new ImportedConversation
        {
            Source = source,
            ExternalId = externalId,
            Title = cut,
            CreatedAt = CreatedAt ?? (_messages.Count > 0 ? _messages.Min(message => message.Timestamp) : _now),
            UpdatedAt = UpdatedAt,
            Status = Archived ? ConversationStatus.Archived : ConversationStatus.Active,
            Starred = Starred,
            Model = ImportLimits.Model(Model),
            Tags = ImportLimits.Tags(tags),
            Personality = Personality is { Length: > 0 } name ? new ImportedPersonality { Name = ImportLimits.CutCharacters(name, Data.Conversations.Personality.NameMaxLength) } : null,
            Metadata = Metadata.Set("title", cut.Length < title.Length ? title : null).ToJson(Conversation.MetadataMaxBytes),
            Messages = _messages,
            ActiveKey = IsAside ? null : (Current is null ? null : EndOf(Current)) ?? _messages.LastOrDefault()?.Key,
            LeftOut = LeftOut,
            Unreadable = Unreadable,
        };
    }

    private End Add(SourceMessage message, string key, End? above)
    {
        // Hidden context often has no time of its own: it belongs to what stands before it, or to the beginning.
        var time = message.Time ?? above?.Time ?? CreatedAt ?? UpdatedAt ?? _now;
        var metadata = message.AllMetadata();
        var room = Message.MetadataMaxBytes - (message.Files.Count * RoomForFile);
        foreach (var (name, text) in metadata.TakeWhatIsOver(Math.Max(room, 0)))
        {
            var aside = name is "reasoning" ? new SourceMessage(MessageType.Ai) : new SourceMessage(MessageType.System);
            aside.Say(text);
            aside.Metadata.Set("kind", name).Set("hidden", aside.Type is MessageType.System);
            above = Append(aside, aside.Metadata, $"{key}#{name}", above, time);
            if (name is "attachments")
            {
                metadata.Set(name, message.FileNames);
            }
        }

        return Append(message, metadata, key, above, time);
    }

    private End Append(SourceMessage message, MetadataBuilder metadata, string key, End? above, DateTimeOffset time)
    {
        var text = message.Content;
        var content = ImportLimits.CutBytes(text, Message.ContentMaxBytes);
        if (content.Length < text.Length)
        {
            metadata.Truncate();
        }

        var free = Free(ImportLimits.ExternalId(key));
        _messages.Add(new ImportedMessage
        {
            Key = free,
            ParentKey = above?.Key,
            ExternalId = free,
            Type = message.Type,
            Content = content,
            Timestamp = time,
            Model = message.Type is MessageType.Ai ? ImportLimits.Model(message.Model ?? Model) : null,
            AudioDuration = ImportLimits.AudioDuration(message.AudioDuration),
            TokensIn = message.TokensIn,
            TokensOut = message.TokensOut,
            Metadata = metadata.ToJson(Message.MetadataMaxBytes),
            Files = message.Files,
            IsTruncated = metadata.IsTruncated,
        });
        return new End(free, time);
    }

    private string Free(string key)
    {
        var free = key;
        for (var number = 2; !_keys.Add(free); number++)
        {
            free = ImportLimits.ExternalId($"{key}~{number}");
        }

        return free;
    }

    private sealed record End(string Key, DateTimeOffset? Time);
}
