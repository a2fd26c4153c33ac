using System.Text.Json;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>What a person has chosen to be removed from texts: before they are stored, and when what was stored before is shown.</summary>
public sealed record RedactionSettings
{
    /// <summary><c>secrets</c>, <c>emails</c>, <c>phones</c>, <c>cards</c>, <c>ibans</c>.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>System prompts are not kept: only that there was one.</summary>
    public bool StripSystemPrompts { get; init; }
}

/// <summary>Reads and changes what is removed from an owner's texts.</summary>
public sealed class RedactionService(IDatabase database, ILiveEvents live, TimeProvider clock)
{
    public async Task<RedactionSettings> GetAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var stored = await OwnerRedaction.ReadAsync(db, user.Id);
        return new RedactionSettings { Profiles = RedactionWords.Of(RedactionWords.Parse(stored.Profiles, "profiles")), StripSystemPrompts = stored.StripsSystem };
    }

    /// <summary>Each profile once, in the usual order.</summary>
    /// <exception cref="Data.InvalidInputException">There is no such profile.</exception>
    public static RedactionSettings Check(RedactionSettings settings) =>
        settings with { Profiles = RedactionWords.Of(RedactionWords.Parse(settings.Profiles ?? [], "profiles")) };

    /// <summary>Holds for every write and every reading that begins from now on, on all nodes; what is stored already stays as it is.</summary>
    /// <exception cref="Data.InvalidInputException">There is no such profile.</exception>
    public async Task<RedactionSettings> SaveAsync(CurrentUser user, RedactionSettings settings, CancellationToken cancellationToken)
    {
        var saved = Check(settings);
        var detail = JsonSerializer.Serialize(saved, PrivacyJson.Api.RedactionSettings);
        await database.WriteAsync(
            async db =>
            {
                await AuditWrites.AddAsync(db, user.Did(AuditAction.RedactionChanged, clock.GetUtcNow(), count: saved.Profiles.Count, detail: detail));
                return await OwnerRedaction.SaveAsync(db, user.Id, string.Join(',', saved.Profiles), settings.StripSystemPrompts);
            },
            cancellationToken);
        live.Publish(new LiveEvent(LiveEventKind.RedactionChanged, user.Id, Guid.Empty, 0));
        return saved;
    }
}
