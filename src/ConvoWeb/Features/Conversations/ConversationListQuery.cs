using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Conversations;

/// <summary>In an address: which conversations, and which page of them.</summary>
public record ConversationFilterQuery
{
    /// <summary><c>active</c>, <c>archived</c>, <c>deleted</c> or <c>all</c> (active and archived).</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>Id or name.</summary>
    [FromQuery(Name = "personality")]
    public string? Personality { get; init; }

    [FromQuery(Name = "tag")]
    public string? Tag { get; init; }

    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>The program or export that it came from.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <summary>Last message at this time or later; a time or a day.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Last message before this time.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "starred")]
    public string? Starred { get; init; }

    /// <summary>Spoken, at least a part of it.</summary>
    [FromQuery(Name = "audio")]
    public string? Audio { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>Null when there is no such personality, so no conversation either.</summary>
    /// <param name="zone">In which a day begins.</param>
    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public async Task<ConversationFilter?> ToFilterAsync(
        CurrentUser user, PersonalityService personalities, ConversationScope usual, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var filter = new ConversationFilter
        {
            Status = Status is null ? usual : Words<ConversationScope>.Parse(Status, "status"),
            Tag = Clean(Tag),
            Model = Clean(Model),
            Source = Clean(Source),
            From = Time(From, zone, "from"),
            To = Time(To, zone, "to"),
            Starred = QueryFlag.Parse(Starred, "starred"),
            Audio = QueryFlag.Parse(Audio, "audio"),
        };
        if (Clean(Personality) is not { } personality)
        {
            return filter;
        }

        return await personalities.FindIdAsync(user, personality, cancellationToken) is { } id ? filter with { PersonalityId = id } : null;
    }

    /// <summary>As it would have been stored: what no row can hold is not even asked for.</summary>
    private static string? Clean(string? text) => string.IsNullOrEmpty(text) ? null : CleanText.Of(text);

    private static DateTimeOffset? Time(string? text, TimeZoneInfo zone, string field)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return Days.StartOf(day, zone);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new InvalidInputException(field, $"{field} must be a time or a day, as in 2026-11-21T09:32:00Z or 2026-11-21.");
    }
}

/// <summary>The query of the list: of the API's and of the page's address alike.</summary>
public sealed record ConversationListQuery : ConversationFilterQuery
{
    /// <summary><c>-last_message_at</c> (default), <c>created_at</c>, <c>title</c>, <c>message_count</c>, <c>audio_duration</c>; a minus before all but the title turns them round.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    /// <summary>What it asks for, named as in an address; nothing of a page of it.</summary>
    public IEnumerable<(string Name, string Value)> Parts()
    {
        (string, string?)[] parts =
        [
            ("status", Status), ("personality", Personality), ("tag", Tag), ("model", Model), ("source", Source), ("from", From), ("to", To),
            ("starred", Starred), ("audio", Audio), ("sort", Sort),
        ];
        foreach (var (name, value) in parts)
        {
            if (value is { Length: > 0 })
            {
                yield return (name, value);
            }
        }
    }
}
