namespace ConvoWeb.Components.Shared;

/// <summary>What was done, and how to undo it.</summary>
/// <param name="IsFailure">Read out at once.</param>
/// <param name="File">What can be downloaded in the place of an action.</param>
public sealed record Toast(string Message, bool IsFailure, string? ActionLabel, Func<Task>? Action, string? File = null);

/// <summary>Short words at the foot of the page; one circuit has one.</summary>
public sealed class ToastService
{
    private readonly List<Toast> _shown = [];

    /// <summary>More would cover the page; the oldest makes room.</summary>
    private const int Max = 3;

    public event EventHandler? Changed;

    public IReadOnlyList<Toast> Shown => _shown;

    public void Show(string message, string? actionLabel = null, Func<Task>? action = null) =>
        Add(new Toast(message, IsFailure: false, actionLabel, action));

    /// <param name="address">Of the file that is there now.</param>
    public void ShowFile(string message, string label, string address) => Add(new Toast(message, IsFailure: false, label, null, address));

    public void ShowFailure(string reason) => Add(new Toast(reason, IsFailure: true, null, null));

    public void Remove(Toast toast)
    {
        if (_shown.Remove(toast))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Add(Toast toast)
    {
        if (_shown.Count == Max)
        {
            _shown.RemoveAt(0);
        }

        _shown.Add(toast);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
