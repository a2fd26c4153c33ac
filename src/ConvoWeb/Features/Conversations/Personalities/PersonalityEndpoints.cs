using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Conversations.Personalities;

internal static class PersonalityEndpoints
{
    public static void MapPersonalities(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/personalities").WithTags("Personalities").RequireAuthorization();

        group.MapGet("/", List).WithName("ListPersonalities");
        group.MapPost("/", Create).WithName("CreatePersonality").ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{id:guid}", Get).WithName("GetPersonality");
        group.MapPut("/{id:guid}", Replace).WithName("ReplacePersonality").ProducesValidationProblem();
        group.MapPatch("/{id:guid}", Patch).WithName("PatchPersonality").ProducesValidationProblem();
        group.MapDelete("/{id:guid}", Remove).WithName("RemovePersonality").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<PersonalityView>>> List(
        string? cursor, int? limit, PersonalityService personalities, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await personalities.ListAsync(user, cursor, limit, cancellationToken));

    private static async Task<Created<PersonalityView>> Create(
        PersonalityEdit personality, IdempotencyHeader idempotency, PersonalityService personalities, CurrentUser user, HttpResponse response, CancellationToken cancellationToken)
    {
        var key = idempotency.For(personality, ConversationsJson.Api.PersonalityEdit);
        var created = await personalities.CreateAsync(user, personality, key, cancellationToken);
        response.SetETag(created.Version);
        return TypedResults.Created($"/api/personalities/{created.Id}", created);
    }

    private static async Task<Results<Ok<PersonalityView>, NotFound>> Get(
        Guid id, PersonalityService personalities, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await personalities.FindAsync(user, id, cancellationToken), response);

    private static async Task<Results<Ok<PersonalityView>, NotFound>> Replace(
        Guid id, PersonalityEdit personality, IfMatch ifMatch, PersonalityService personalities, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await personalities.ReplaceAsync(user, id, personality, ifMatch.Version, cancellationToken), response);

    private static async Task<Results<Ok<PersonalityView>, NotFound>> Patch(
        Guid id, JsonElement patch, IfMatch ifMatch, PersonalityService personalities, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await personalities.PatchAsync(user, id, patch, ifMatch.Version, cancellationToken), response);

    private static async Task<Results<NoContent, NotFound>> Remove(
        Guid id, PersonalityService personalities, CurrentUser user, CancellationToken cancellationToken) =>
        await personalities.RemoveAsync(user, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static Results<Ok<PersonalityView>, NotFound> Answer(PersonalityView? personality, HttpResponse response)
    {
        if (personality is null)
        {
            return TypedResults.NotFound();
        }

        response.SetETag(personality.Version);
        return TypedResults.Ok(personality);
    }
}
