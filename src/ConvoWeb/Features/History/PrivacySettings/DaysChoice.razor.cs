using System.Globalization;
using ConvoWeb.Data.Privacy;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>After how many days: never, one of the usual numbers, or another one that is typed in.</summary>
public sealed partial class DaysChoice : ComponentBase
{
    private const string Other = "other";

    private static readonly int[] Usual = [30, 90, 365];

    private bool _isOther;

    [Parameter]
    public int? Value { get; set; }

    [Parameter]
    public EventCallback<int?> ValueChanged { get; set; }

    [Parameter]
    public string? Id { get; set; }

    [Parameter]
    public string? Label { get; set; }

    /// <summary>What it is called when it is no number of days.</summary>
    [Parameter, EditorRequired]
    public required string Never { get; set; }

    private string Chosen =>
        _isOther || (Value is { } days && !Usual.Contains(days)) ? Other : Value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private Task ChooseAsync(ChangeEventArgs change)
    {
        var chosen = (string?)change.Value;
        _isOther = chosen == Other;
        return _isOther ? Task.CompletedTask : ValueChanged.InvokeAsync(Parse(chosen));
    }

    /// <summary>What is no number of days that can be is not taken; the browser says which are.</summary>
    private Task WriteAsync(ChangeEventArgs change) =>
        Parse((string?)change.Value) is { } days and >= 1 and <= RetentionRule.MaxDays ? ValueChanged.InvokeAsync(days) : Task.CompletedTask;

    private static int? Parse(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;
}
