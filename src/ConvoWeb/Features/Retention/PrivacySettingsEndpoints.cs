using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Retention;

/// <summary>What a person has settled about what is kept, each part by its name.</summary>
public sealed record PrivacySettings
{
    public required RetentionSettings Retention { get; init; }

    public required RedactionSettings Redaction { get; init; }

    public required RecordingSettings Recording { get; init; }
}

internal static class PrivacySettingsEndpoints
{
    public static void MapPrivacySettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/settings/privacy").WithTags("Privacy").RequireAuthorization();

        group.MapGet("/", Get).WithName("GetPrivacySettings");
        group.MapPatch("/", Patch).WithName("PatchPrivacySettings").ProducesValidationProblem();
    }

    private static async Task<Ok<PrivacySettings>> Get(
        RetentionService retention, RedactionService redaction, ConsentService consent, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PrivacySettings
        {
            Retention = await retention.ReadAsync(user, cancellationToken),
            Redaction = await redaction.GetAsync(user, cancellationToken),
            Recording = await consent.GetAsync(user, cancellationToken),
        });

    /// <summary>A merge patch: what is left out stays, part by part and field by field.</summary>
    private static async Task<Ok<PrivacySettings>> Patch(
        JsonElement patch,
        RetentionService retention,
        RedactionService redaction,
        ConsentService consent,
        CurrentUser user,
        CancellationToken cancellationToken)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            throw new InvalidInputException("body", "The body must be a JSON object.");
        }

        // What is wrong in one part is told before another is saved.
        var agreed = default(int?);
        var isConsent = patch.TryGetProperty("recording", out var recording) && ConsentService.IsChange(recording, out agreed);
        var removed = patch.TryGetProperty("redaction", out var details)
            ? RedactionService.Check(MergePatch.Apply(await redaction.GetAsync(user, cancellationToken), details, PrivacyJson.Api.RedactionSettings))
            : null;
        if (patch.TryGetProperty("retention", out var rules))
        {
            await retention.PatchAsync(user, rules, cancellationToken);
        }

        if (removed is not null)
        {
            await redaction.SaveAsync(user, removed, cancellationToken);
        }

        if (isConsent)
        {
            await consent.SaveAsync(user, agreed is not null, cancellationToken);
        }

        return await Get(retention, redaction, consent, user, cancellationToken);
    }
}
