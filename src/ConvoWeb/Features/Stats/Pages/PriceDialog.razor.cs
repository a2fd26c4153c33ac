using System.Globalization;
using System.Text.RegularExpressions;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats.Prices;
using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>The prices that tokens are paid with. They are read and replaced as a whole; what cannot be saved is told at its row.</summary>
public sealed partial class PriceDialog : ComponentBase
{
    private const int RegexTimeout = 1000;

    private readonly string _models = $"models-{Guid.NewGuid():N}";
    private readonly List<PriceRow> _rows = [];
    private Dialog _dialog = null!;
    private string? _failure;
    private bool _isSaving;

    /// <summary>To choose from; others can be typed.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Models { get; set; }

    [Parameter]
    public EventCallback OnSaved { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required PriceService Prices { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ILogger<PriceDialog> Logger { get; init; }

    public async Task OpenAsync()
    {
        _rows.Clear();
        _failure = null;
        try
        {
            _rows.AddRange((await Prices.ListAsync(User, CancellationToken.None)).Select(PriceRow.Of));
        }
        catch (Exception exception)
        {
            _failure = ReasonOf(exception);
        }

        _dialog.Open();
        StateHasChanged();
    }

    private static string? Invalid(PriceRow row, string field) => row.Errors.ContainsKey(field) ? "true" : null;

    private string? Described(int index) => _rows[index].Errors.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_models}-{index}");

    private void Add() => _rows.Add(new PriceRow());

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        _failure = null;
        _isSaving = true;
        try
        {
            foreach (var row in _rows)
            {
                row.Check();
            }

            if (_rows.TrueForAll(row => row.Errors.Count == 0))
            {
                await Prices.ReplaceAsync(User, [.. _rows.Select(row => row.ToPrice())], CancellationToken.None);
                await _dialog.CloseAsync();
                Toasts.Show(StatsTexts.PricesSaved);
                await OnSaved.InvokeAsync();
            }
        }
        catch (InvalidInputException invalid)
        {
            Tell(invalid);
        }
        catch (Exception exception)
        {
            _failure = ReasonOf(exception);
        }
        finally
        {
            _isSaving = false;
        }
    }

    private void Tell(InvalidInputException invalid)
    {
        List<string> others = [];
        foreach (var (field, messages) in invalid.Errors)
        {
            var place = RowField().Match(field);
            if (place.Success && int.Parse(place.Groups["row"].ValueSpan, CultureInfo.InvariantCulture) is var row && row < _rows.Count)
            {
                _rows[row].Errors[place.Groups["field"].Value] = string.Join(' ', messages);
            }
            else
            {
                others.AddRange(messages);
            }
        }

        _failure = others.Count == 0 ? null : string.Join(' ', others);
    }

    private string ReasonOf(Exception exception)
    {
        if (Reasons.Of(Database, exception) is { } reason)
        {
            return reason;
        }

        var fault = ReferencedException.Of(exception);
        LogFailed(Logger, fault);
        return Reasons.Unknown(fault.Reference);
    }

    /// <summary><c>items[3].model</c></summary>
    [GeneratedRegex(@"\[(?<row>[0-9]{1,5})\](\.(?<field>\w+))?\z", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex RowField();

    [LoggerMessage(LogLevel.Error, "Prices could not be read or saved")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
