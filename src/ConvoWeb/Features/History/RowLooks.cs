using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>How the conversations of a list look: each is rendered once, until something of it changes. Lives in one list.</summary>
/// <param name="time">In whose zone and on whose day it was rendered: afterwards it looks different.</param>
internal sealed class RowLooks(PersonalityService personalities, CurrentUser user, BrowserTime time, CancellationToken closed)
{
    private Dictionary<Guid, ListedRow> _rows = [];
    private Dictionary<Guid, (string Name, PersonalityColor Color)> _personalities = [];
    private (TimeZoneInfo Zone, DateOnly Today, bool AreOfDays)? _rendered;

    /// <summary>The day or the zone is another one by now.</summary>
    public bool AreOld => _rendered is var (zone, today, _) && (zone, today) != (time.Zone, time.Today);

    /// <param name="areOfDays">They stand under their days.</param>
    public async Task<IReadOnlyList<ListedRow>> OfAsync(IReadOnlyList<ConversationView> conversations, bool areOfDays)
    {
        await NamePersonalitiesAsync(conversations);
        var now = (time.Zone, time.Today, areOfDays);
        var known = _rendered == now ? _rows : [];
        var changed = conversations.Where(conversation => known.GetValueOrDefault(conversation.Id)?.Conversation != conversation).ToList();
        var contents = await StaticMarkup.RenderEachAsync<ConversationRow>(changed.Select(conversation => ContentOf(conversation, areOfDays)));
        var rendered = changed.Zip(contents, (conversation, content) => new ListedRow(conversation, ClassesOf(conversation), content)).ToDictionary(row => row.Id);
        _rows = conversations.ToDictionary(conversation => conversation.Id, conversation => rendered.GetValueOrDefault(conversation.Id) ?? known[conversation.Id]);
        _rendered = now;
        return [.. conversations.Select(conversation => _rows[conversation.Id])];
    }

    /// <summary>Personalities are few: all of them are read when a conversation names one that is not known yet.</summary>
    private async Task NamePersonalitiesAsync(IReadOnlyList<ConversationView> conversations)
    {
        if (conversations.Any(conversation => conversation.PersonalityId is { } id && !_personalities.ContainsKey(id)))
        {
            var page = await personalities.ListAsync(user, null, PageLimits.Max, closed);
            _personalities = page.Items.ToDictionary(personality => personality.Id, personality => (personality.Name, personality.Color));
            _rendered = null;
        }
    }

    private Dictionary<string, object?> ContentOf(ConversationView conversation, bool isOfDay) => new(StringComparer.Ordinal)
    {
        [nameof(ConversationRow.Conversation)] = conversation,
        [nameof(ConversationRow.PersonalityName)] = PersonalityOf(conversation)?.Name,
        [nameof(ConversationRow.IsOfDay)] = isOfDay,
        [nameof(ConversationRow.Time)] = time,
    };

    private string ClassesOf(ConversationView conversation)
    {
        IEnumerable<string?> classes = ["cw-row", PersonalityHue.Of(PersonalityOf(conversation)?.Color), conversation.OpenDrafts > 0 ? "cw-row--live" : null];
        return string.Intern(string.Join(' ', classes.Where(name => name is not null)));
    }

    private (string Name, PersonalityColor Color)? PersonalityOf(ConversationView conversation) =>
        conversation.PersonalityId is { } id && _personalities.TryGetValue(id, out var personality) ? personality : null;
}

/// <summary>A conversation in a list, and how it looks there.</summary>
public sealed record ListedRow(ConversationView Conversation, string Classes, MarkupString Content)
{
    public Guid Id => Conversation.Id;
}

/// <summary>Rows under one name, or under none.</summary>
public sealed record RowGroup(string? Name, IReadOnlyList<ListedRow> Rows);
