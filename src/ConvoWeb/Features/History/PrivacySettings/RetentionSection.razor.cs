using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Retention;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>How long conversations are kept. A change is a proposal until it is started: what it would do stands below it, in numbers.</summary>
public sealed partial class RetentionSection : SettingsSection
{
    private const int ListedAtOnce = 20;

    private readonly List<RetentionItem> _items = [];
    private IReadOnlyList<PersonalityView> _personalities = [];
    private RetentionSettings? _saved;
    private RetentionSettings? _draft;
    private RetentionPreview? _preview;
    private string? _next;
    private bool _isListed;

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required RetentionService Service { get; init; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    private bool IsChanged => _draft is { } draft && _saved is { } saved && !AreSame(draft, saved);

    /// <summary>Those without a rule of their own.</summary>
    private List<PersonalityView> Others => [.. _personalities.Where(one => (_draft?.Personalities ?? []).All(rule => rule.PersonalityId != one.Id))];

    protected override Task OnInitializedAsync() => TryAsync(async () =>
    {
        _personalities = (await Personalities.ListAsync(User, null, PageLimits.Max, Closed)).Items;
        _saved = await Service.ReadAsync(User, Closed);
        _draft = _saved;
        await PreviewAsync();
    });

    private Task ChangeAsync(Func<RetentionSettings, RetentionSettings> change)
    {
        _draft = change(_draft!);
        return TryAsync(PreviewAsync);
    }

    private Task AddAsync(ChangeEventArgs change) => Guid.TryParse((string?)change.Value, out var id)
        ? ChangeAsync(rules => With(rules, new PersonalitySettings(id, KeepDays: null, AudioDays: null)))
        : Task.CompletedTask;

    private Task WriteUndoAsync(ChangeEventArgs change) =>
        int.TryParse((string?)change.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= OwnerPrivacy.MaxUndoDays
            ? ChangeAsync(rules => rules with { UndoDays = days })
            : Task.CompletedTask;

    private Task LeaveAsync() => ChangeAsync(_ => _saved!);

    private Task SaveAsync() => TryAsync(async () =>
    {
        _saved = await Service.SaveAsync(User, _draft!, Closed);
        _draft = _saved;
        Toasts.Show(_saved.KeepDays is null && _saved.Personalities is not { Count: > 0 } ? PrivacySettingsTexts.RuleEnded : PrivacySettingsTexts.RuleStarted);
        await PreviewAsync();
    });

    /// <summary>Of the proposal as it is when the answer comes: an older answer says nothing any more.</summary>
    private async Task PreviewAsync()
    {
        var asked = _draft;
        var preview = await Service.PreviewAsync(User, asked, null, ListedAtOnce, Closed);
        if (ReferenceEquals(asked, _draft))
        {
            (_preview, _next) = (preview, preview.NextCursor);
            _items.Clear();
            _items.AddRange(preview.Items);
        }
    }

    private Task ListOnAsync() => TryAsync(async () =>
    {
        var page = await Service.PreviewAsync(User, _draft, _next, ListedAtOnce, Closed);
        _items.AddRange(page.Items);
        _next = page.NextCursor;
    });

    private IEnumerable<string> Sentences(RetentionTotals totals)
    {
        if (totals.OldestDue is { } oldest)
        {
            yield return Wording.Of(PrivacySettingsTexts.OldestIsFrom, Time.Full(oldest), Wording.Count(_draft?.UndoDays ?? OwnerPrivacy.DefaultUndoDays, PrivacySettingsTexts.OneDay, PrivacySettingsTexts.ManyDays));
        }

        if (totals.NotExported > 0)
        {
            yield return Wording.Count(totals.NotExported, PrivacySettingsTexts.OneNotExported, PrivacySettingsTexts.ManyNotExported);
        }

        if (totals.Purged > 0)
        {
            yield return Wording.Count(totals.Purged, PrivacySettingsTexts.OneGoesForGood, PrivacySettingsTexts.ManyGoForGood);
        }

        if (totals.AudioFiles > 0)
        {
            yield return Wording.Of(
                totals.AudioFiles == 1 ? PrivacySettingsTexts.OneSoundGoes : PrivacySettingsTexts.ManySoundsGo, Wording.Number(totals.AudioFiles), Wording.Size(totals.AudioBytes));
        }
    }

    private string NameOf(Guid personality) => _personalities.FirstOrDefault(one => one.Id == personality)?.Name ?? PrivacySettingsTexts.OnePersonality;

    private static RetentionSettings With(RetentionSettings rules, PersonalitySettings rule) =>
        rules with { Personalities = [.. (rules.Personalities ?? []).Where(other => other.PersonalityId != rule.PersonalityId), rule] };

    private static RetentionSettings Without(RetentionSettings rules, Guid personality) =>
        rules with { Personalities = [.. (rules.Personalities ?? []).Where(other => other.PersonalityId != personality)] };

    private static bool AreSame(RetentionSettings one, RetentionSettings other) =>
        one with { Personalities = null } == other with { Personalities = null }
        && (one.Personalities ?? []).OrderBy(rule => rule.PersonalityId).SequenceEqual((other.Personalities ?? []).OrderBy(rule => rule.PersonalityId));
}
