using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Search;

/// <summary>The query of a search.</summary>
public sealed record SearchListQuery : ConversationFilterQuery
{
    /// <summary>Words and filters, as in the box of the search page. What is not understood is told in <c>problems</c>.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>When the message was said: <c>2026-03-01..2026-03-05</c>, both days included; either may be left out, or stand alone.</summary>
    [FromQuery(Name = "date")]
    public string? Date { get; init; }

    /// <summary><c>best</c> (default), <c>relevance</c> or <c>newest</c>.</summary>
    [FromQuery(Name = "order")]
    public string? Order { get; init; }

    /// <summary>In which days begin, as in <c>Europe/Berlin</c>; UTC by default.</summary>
    [FromQuery(Name = "time_zone")]
    public string? TimeZone { get; init; }

    /// <summary>Words or a time of messages are asked for; without, it is a list.</summary>
    public bool IsSearch => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(Date);

    public TimeZoneInfo Zone => ZoneOf(TimeZone);

    public SearchQuery Parse(DateTimeOffset now) => SearchParser.Parse(CleanText.Of(Q ?? ""), now, Zone);

    /// <summary>Null when there is no such personality, so nothing to find either.</summary>
    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public async Task<SearchRequest?> ToRequestAsync(
        CurrentUser user, PersonalityService personalities, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = new SearchRequest { Query = Parse(now), Order = OrderOf(Order), Cursor = Cursor, Limit = Limit, Zone = Zone, Time = TimeOf(Date, now, Zone) };
        if (Status is "deleted")
        {
            throw new InvalidInputException("status", "status must be active, archived or all: the trash is never searched.");
        }

        return await ToFilterAsync(user, personalities, ConversationScope.All, Zone, cancellationToken) is { } within ? request with { Within = within } : null;
    }

    private static SearchOrder OrderOf(string? word) => string.IsNullOrEmpty(word) ? SearchOrder.Best : Words<SearchOrder>.Parse(word, "order");

    private static TimeFilter? TimeOf(string? date, DateTimeOffset now, TimeZoneInfo zone) =>
        string.IsNullOrEmpty(date) ? null
        : new SearchDates(now, zone).On(date) is { Filter: TimeFilter time } ? time
        : throw new InvalidInputException("date", "date must be two days as in 2026-03-01..2026-03-05, one of them, or one day.");

    /// <summary>The names of Windows would be known here, but not to the database.</summary>
    private static TimeZoneInfo ZoneOf(string? id) =>
        string.IsNullOrEmpty(id) ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId ? zone
        : throw new InvalidInputException("time_zone", "time_zone must be the name of one, as in Europe/Berlin.");
}

internal static class SearchEndpoints
{
    public static void MapSearchMessages(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/conversations/search", Search)
            .WithTags("Search")
            .WithName("SearchMessages")
            .ProducesValidationProblem()
            .RequireAuthorization();

    private static async Task<Ok<SearchResults>> Search(
        [AsParameters] SearchListQuery query,
        SearchService search,
        PersonalityService personalities,
        CurrentUser user,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await query.ToRequestAsync(user, personalities, now, cancellationToken) is not { } request)
        {
            return TypedResults.Ok(SearchResults.Nothing with { Problems = query.Parse(now).Problems });
        }

        return TypedResults.Ok(await search.SearchAsync(user, request, cancellationToken));
    }
}
