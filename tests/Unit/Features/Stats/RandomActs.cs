using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;

namespace ConvoWeb.Tests.Unit.Features.Stats;

/// <summary>What a person and their programs do, at random but the same for the same seed, by the services of the product.</summary>
internal sealed class RandomActs(ConvoWebApp app, CurrentUser user, int seed)
{
    /// <summary>Around the changes of clocks in Berlin, New York and on Lord Howe Island, and of two years.</summary>
    private static readonly DateTimeOffset[] Busy =
    [
        new(2025, 3, 9, 0, 0, 0, TimeSpan.Zero), new(2025, 3, 30, 0, 0, 0, TimeSpan.Zero), new(2025, 4, 5, 0, 0, 0, TimeSpan.Zero),
        new(2025, 10, 4, 0, 0, 0, TimeSpan.Zero), new(2025, 10, 25, 12, 0, 0, TimeSpan.Zero), new(2025, 11, 2, 0, 0, 0, TimeSpan.Zero),
        new(2025, 12, 31, 12, 0, 0, TimeSpan.Zero), new(2026, 2, 28, 12, 0, 0, TimeSpan.Zero),
    ];

    private static readonly string?[] Models = ["gpt-4o", "gpt-4o-mini", "claude", null];
    private static readonly string[] Tags = ["work", "home", "trip"];
    private static readonly string?[] Sources = ["chatgpt", "api", null];

    private readonly Random _random = new(seed);
    private readonly ConversationService _conversations = app.Get<ConversationService>();
    private readonly AppendService _appends = app.Get<AppendService>();
    private readonly MessageService _messages = app.Get<MessageService>();
    private readonly DraftService _drafts = app.Get<DraftService>();
    private readonly BulkConversationService _bulk = app.Get<BulkConversationService>();
    private readonly PersonalityService _personalities = app.Get<PersonalityService>();
    private readonly ImportWriter _imports = app.Get<ImportWriter>();
    private readonly List<Guid> _known = [];
    private readonly List<(Guid Conversation, Guid Message)> _said = [];
    private readonly List<(Guid Conversation, Guid Message, int N)> _open = [];
    private readonly List<(Guid Conversation, RemovedMessage Removed)> _takenOut = [];
    private readonly List<Guid> _people = [];
    private int _names;

    public async Task DoAsync(int acts, TestClock clock)
    {
        for (var i = 0; i < acts; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 5000)));
            try
            {
                await DoOneAsync();
            }
            catch (Exception exception) when (exception is ConflictException or InvalidInputException)
            {
                // What may not be done, as in the trash, must not count either.
            }
        }
    }

    private Task DoOneAsync() => _random.Next(100) switch
    {
        < 8 => CreateAsync(),
        < 40 => AppendAsync(),
        < 48 => BeginAsync(),
        < 58 => WriteOnAsync(),
        < 64 => FinalizeAsync(),
        < 72 => EditAsync(),
        < 76 => RemoveAsync(),
        < 79 => TakeOutAsync(),
        < 81 => PutBackAsync(),
        < 86 => ChangeAsync(),
        < 89 => _conversations.TrashAsync(user, Conversation(), null, Cancel),
        < 92 => _conversations.RestoreAsync(user, Conversation(), null, Cancel),
        < 95 => BulkAsync(),
        < 98 => ImportAsync(),
        98 => AddPersonalityAsync(),
        _ => RemovePersonalityAsync(),
    };

    private async Task CreateAsync()
    {
        var created = await _conversations.CreateAsync(
            user,
            new NewConversation
            {
                Title = "Trip to Oslo",
                PersonalityId = Person(),
                Tags = SomeTags(),
                Source = Pick(Sources),
                Model = Pick(Models),
                CreatedAt = Time(),
                Messages = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Message())],
            },
            null,
            Cancel);
        _known.Add(created.Id);
    }

    private async Task AppendAsync()
    {
        var conversation = Conversation();
        if (await _appends.AppendAsync(user, conversation, Message(), null, Cancel) is { } appended)
        {
            _said.Add((conversation, appended.Message.Id));
        }
    }

    private async Task BeginAsync()
    {
        var conversation = Conversation();
        if (await _appends.AppendAsync(user, conversation, Message() with { State = MessageState.Draft }, null, Cancel) is { } begun)
        {
            _open.Add((conversation, begun.Message.Id, 0));
        }
    }

    private async Task WriteOnAsync()
    {
        if (_open.Count > 0)
        {
            var at = _random.Next(_open.Count);
            var (conversation, message, n) = _open[at];
            if (await _drafts.AppendAsync(user, conversation, message, [new NewDelta { N = n, Text = Text() }], Cancel) is not null)
            {
                _open[at] = (conversation, message, n + 1);
            }
        }
    }

    private async Task FinalizeAsync()
    {
        if (_open.Count > 0)
        {
            var at = _random.Next(_open.Count);
            var (conversation, message, _) = _open[at];
            var end = new DraftEnd
            {
                State = _random.Next(3) == 0 ? MessageState.Interrupted : MessageState.Final,
                Model = Pick(Models),
                TokensIn = Tokens(),
                TokensOut = Tokens(),
                TokensEstimated = _random.Next(2) == 0,
                AudioDuration = Seconds(),
            };
            if (await _drafts.FinalizeAsync(user, conversation, message, end, Cancel) is not null && end.State is MessageState.Final)
            {
                _open.RemoveAt(at);
                _said.Add((conversation, message));
            }
        }
    }

    private async Task EditAsync()
    {
        if (Said() is var (conversation, message))
        {
            var patch = _random.Next(3) == 0
                ? JsonSerializer.SerializeToElement(new { content = Text() })
                : JsonSerializer.SerializeToElement(new { content = Text(), model = Pick(Models), tokens_out = Tokens(), audio_duration = Seconds(), metadata = new { response_ms = _random.Next(9000) } });
            await _messages.PatchAsync(user, conversation, message, patch, null, Cancel);
        }
    }

    private async Task RemoveAsync()
    {
        if (Said() is var (conversation, message))
        {
            await _messages.RemoveAsync(user, conversation, message, null, Cancel);
        }
    }

    private async Task TakeOutAsync()
    {
        if (Said() is var (conversation, message) && await _messages.TakeOutAsync(user, conversation, message, Cancel) is { } removed)
        {
            _takenOut.Add((conversation, removed));
        }
    }

    private async Task PutBackAsync()
    {
        if (_takenOut.Count > 0)
        {
            var (conversation, removed) = _takenOut[^1];
            _takenOut.RemoveAt(_takenOut.Count - 1);
            await _messages.PutBackAsync(user, conversation, removed, Cancel);
        }
    }

    private Task ChangeAsync() => _conversations.PatchAsync(
        user,
        Conversation(),
        _random.Next(2) == 0
            ? JsonSerializer.SerializeToElement(new { personality_id = Person() })
            : JsonSerializer.SerializeToElement(new { tags = SomeTags(), status = _random.Next(2) == 0 ? "archived" : "active" }),
        null,
        Cancel);

    private Task BulkAsync()
    {
        BulkChange[] changes =
        [
            new(BulkAction.Trash), new(BulkAction.Restore), new(BulkAction.Restore), new(BulkAction.AddTag, Tags[_random.Next(3)]),
            new(BulkAction.RemoveTag, Tags[_random.Next(3)]), new(BulkAction.Archive), new(BulkAction.Star),
        ];
        var some = Enumerable.Range(0, 3).Select(_ => Conversation()).ToHashSet();
        return _bulk.ApplyAsync(user, BulkSelection.Of(some), [changes[_random.Next(changes.Length)]], new BulkRun(), Cancel);
    }

    private async Task ImportAsync()
    {
        var messages = Enumerable.Range(0, _random.Next(5)).Select(_ => Imported()).ToList();
        var result = await _imports.WriteAsync(
            user,
            new ImportedConversation
            {
                Source = "chatgpt",
                ExternalId = $"import {_random.Next(40)}",
                Title = "Imported",
                CreatedAt = Time(),
                Status = (ConversationStatus)_random.Next(3),
                Tags = SomeTags(),
                Model = Pick(Models),
                Personality = _random.Next(2) == 0 ? null : new ImportedPersonality { Name = "Juno" },
                Messages = messages,
                ActiveKey = messages.Count == 0 ? null : messages[^1].Key,
            },
            Cancel);
        if (result is { Outcome: ImportOutcome.Imported, Id: { } id })
        {
            _known.Add(id);
        }
    }

    private async Task AddPersonalityAsync() =>
        _people.Add((await _personalities.CreateAsync(user, new PersonalityEdit { Name = $"Brant {_names++}" }, null, Cancel)).Id);

    private async Task RemovePersonalityAsync()
    {
        if (_people.Count > 2)
        {
            await _personalities.RemoveAsync(user, _people[0], Cancel);
            _people.RemoveAt(0);
        }
    }

    private NewMessage Message() => new()
    {
        Type = Type(),
        Content = Text(),
        Timestamp = Time(),
        Model = Pick(Models),
        TokensIn = Tokens(),
        TokensOut = Tokens(),
        TokensEstimated = _random.Next(3) == 0,
        AudioDuration = Seconds(),
        Metadata = _random.Next(3) == 0 ? JsonSerializer.SerializeToElement(new { first_token_ms = _random.Next(900), response_ms = _random.Next(9000) }) : null,
    };

    private ImportedMessage Imported() => new()
    {
        Key = Guid.NewGuid().ToString(),
        ParentKey = null,
        ExternalId = null,
        Type = Type(),
        State = (MessageState)_random.Next(3),
        Content = Text(),
        Timestamp = Time(),
        Model = Pick(Models),
        TokensIn = Tokens(),
    };

    private Guid Conversation() => _known.Count == 0 ? Guid.Empty : _known[_random.Next(_known.Count)];

    private (Guid Conversation, Guid Message)? Said() => _said.Count == 0 ? null : _said[_random.Next(_said.Count)];

    private Guid? Person() => _people.Count == 0 || _random.Next(4) == 0 ? null : _people[_random.Next(_people.Count)];

    private MessageType Type() => _random.Next(10) switch { < 4 => MessageType.User, < 9 => MessageType.Ai, _ => MessageType.System };

    private DateTimeOffset Time() =>
        (_random.Next(3) == 0 ? new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(_random.Next(500)) : Busy[_random.Next(Busy.Length)])
            .AddMilliseconds(_random.Next(48 * 60 * 60 * 1000));

    private string Text() => string.Concat(Enumerable.Repeat(_random.Next(4) == 0 ? "🎉" : "word ", _random.Next(1, 40)));

    private int? Tokens() => _random.Next(3) == 0 ? null : _random.Next(2000);

    private double? Seconds() => _random.Next(4) == 0 ? _random.Next(90_000) / 1000.0 : null;

    private string[] SomeTags() => [.. Tags.Where(_ => _random.Next(3) == 0)];

    private T Pick<T>(T[] all) => all[_random.Next(all.Length)];
}
