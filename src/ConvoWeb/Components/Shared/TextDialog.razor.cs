using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Asks for one line of text: Enter saves, Esc leaves it as it was. What cannot be saved is told at the field.</summary>
public sealed partial class TextDialog : ComponentBase
{
    private readonly string _field = $"text-{Guid.NewGuid():N}";
    private Dialog _dialog = null!;
    private string _text = "";
    private string? _failure;
    private bool _saving;

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Of the field.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>What the button does.</summary>
    [Parameter, EditorRequired]
    public required string Action { get; set; }

    /// <summary>Saves the text; says why not, or null when it did.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<string?>> Save { get; set; }

    /// <summary>What stands above the field.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <param name="text">To begin with; it is selected.</param>
    public void Open(string text)
    {
        (_text, _failure) = (text, null);
        _dialog.Open();
        StateHasChanged();
    }

    private Task CloseAsync() => _dialog.CloseAsync();

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        try
        {
            _failure = await Save(_text);
        }
        finally
        {
            _saving = false;
        }

        if (_failure is null)
        {
            await CloseAsync();
        }
    }
}
