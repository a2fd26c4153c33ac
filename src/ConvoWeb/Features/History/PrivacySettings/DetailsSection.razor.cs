using ConvoWeb.Features.Privacy.Redaction;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>Which private details are removed from texts before they are stored. A switch saves at once, and the example shows what it does.</summary>
public sealed partial class DetailsSection : SettingsSection
{
    private const string System = "system";

    private RedactionSettings? _settings;
    private bool _isSaving;

    [Inject]
    public required RedactionService Service { get; init; }

    private static IEnumerable<(string Word, string Name, string Help)> Choices =>
    [
        ("secrets", PrivacySettingsTexts.Secrets, PrivacySettingsTexts.WhatSecretsAre),
        ("emails", PrivacySettingsTexts.Emails, PrivacySettingsTexts.WhatEmailsAre),
        ("phones", PrivacySettingsTexts.Phones, PrivacySettingsTexts.WhatPhonesAre),
        ("cards", PrivacySettingsTexts.Cards, PrivacySettingsTexts.WhatCardsAre),
        ("ibans", PrivacySettingsTexts.Ibans, PrivacySettingsTexts.WhatIbansAre),
        (System, PrivacySettingsTexts.SystemPrompts, PrivacySettingsTexts.WhatSystemPromptsAre),
    ];

    protected override Task OnInitializedAsync() => TryAsync(ReadAsync);

    private async Task ReadAsync() => _settings = await Service.GetAsync(User, Closed);

    private bool IsOn(string word) => _settings is { } settings && (word == System ? settings.StripSystemPrompts : settings.Profiles.Contains(word, StringComparer.Ordinal));

    private async Task TurnAsync(string word, bool isOn)
    {
        _settings = word == System
            ? _settings! with { StripSystemPrompts = isOn }
            : _settings! with { Profiles = [.. _settings.Profiles.Where(other => other != word), .. isOn ? [word] : Array.Empty<string>()] };
        if (_isSaving)
        {
            return; // who saves looks again when they are done
        }

        _isSaving = true;
        await TryAsync(SaveAsync);
        if (Failure is not null)
        {
            await TryAsync(ReadAsync, keepsFailure: true);
        }

        _isSaving = false;
    }

    private async Task SaveAsync()
    {
        for (RedactionSettings? saved = null; saved != _settings;)
        {
            saved = _settings!;
            await Service.SaveAsync(User, saved, Closed);
        }
    }

    /// <summary>The example as it would be stored.</summary>
    private IEnumerable<(string Text, bool IsRemoved)> Sample()
    {
        var text = PrivacySettingsTexts.DetailsExample;
        var from = 0;
        foreach (var match in Redactor.For(RedactionWords.Parse(_settings?.Profiles ?? [], "profiles")).Find(text))
        {
            yield return (text[from..match.Start], false);
            yield return (match.Kind.Word(), true);
            from = match.End;
        }

        yield return (text[from..], false);
    }
}
