using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>Which days and which conversations are counted.</summary>
public sealed partial class StatsBar : ComponentBase
{
    [Parameter, EditorRequired]
    public required StatsSelection Query { get; set; }

    [Parameter, EditorRequired]
    public required StatsChoices Choices { get; set; }

    /// <summary>Of what is shown: with these the own dates begin.</summary>
    [Parameter]
    public StatsDates? Shown { get; set; }

    [Parameter]
    public EventCallback<StatsSelection> OnChoose { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";

    private Task ChooseDaysAsync(int? days) => OnChoose.InvokeAsync(Query with { Days = days, Dates = null });

    private Task ChooseDatesAsync() => Query.Dates is not null ? Task.CompletedTask
        : ChooseAsync(Shown ?? StatsSelection.Between(Time.Today.AddDays(1 - StatsSelection.UsualDays), Time.Today));

    /// <summary>The other end moves along when it would be on the wrong side.</summary>
    private Task ChooseFromAsync(string? day) =>
        StatsSelection.DayIn(day) is { } from && Query.Dates is { } dates ? ChooseAsync(StatsSelection.Between(from, from > dates.To ? from : dates.To)) : Task.CompletedTask;

    /// <inheritdoc cref="ChooseFromAsync"/>
    private Task ChooseToAsync(string? day) =>
        StatsSelection.DayIn(day) is { } to && Query.Dates is { } dates ? ChooseAsync(StatsSelection.Between(to < dates.From ? to : dates.From, to)) : Task.CompletedTask;

    private Task ChooseAsync(StatsDates? dates) => dates is null ? Task.CompletedTask : OnChoose.InvokeAsync(Query with { Dates = dates });

    private Task ClearAsync() => OnChoose.InvokeAsync(Query with { PersonalityId = null, Model = null, Tag = null, Source = null });

    /// <summary>Those that there is something to choose from.</summary>
    private IEnumerable<Filter> Filters()
    {
        Filter[] all =
        [
            new(
                StatsTexts.Personality,
                StatsTexts.AnyPersonality,
                Query.PersonalityId?.ToString(),
                [.. Choices.Personalities.Select(one => (one.Id.ToString(), one.Name))],
                value => OnChoose.InvokeAsync(Query with { PersonalityId = Guid.TryParse(value, out var id) ? id : null })),
            new(StatsTexts.Model, StatsTexts.AnyModel, Query.Model, Named(Choices.Models), value => OnChoose.InvokeAsync(Query with { Model = NotEmpty(value) })),
            new(StatsTexts.Tag, StatsTexts.AnyTag, Query.Tag, Named(Choices.Tags), value => OnChoose.InvokeAsync(Query with { Tag = NotEmpty(value) })),
            new(StatsTexts.Source, StatsTexts.AnySource, Query.Source, Named(Choices.Sources), value => OnChoose.InvokeAsync(Query with { Source = NotEmpty(value) })),
        ];
        return all.Where(filter => filter.Options.Count > 0 || filter.Chosen is not null).Select(WithChosen);
    }

    /// <summary>A link may name what is not there any more.</summary>
    private static Filter WithChosen(Filter filter) =>
        filter.Chosen is null || filter.Options.Any(option => option.Value == filter.Chosen)
            ? filter
            : filter with { Options = [.. filter.Options, (filter.Chosen, Wording.Of(StatsTexts.Gone, filter.Chosen))] };

    private static IReadOnlyList<(string Value, string Text)> Named(IReadOnlyList<string> names) => [.. names.Select(name => (name, name))];

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record Filter(string Name, string Any, string? Chosen, IReadOnlyList<(string Value, string Text)> Options, Func<string?, Task> Choose);
}
