using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The sound of one message: a player, a link where the sound is elsewhere, or nothing. It plays nothing by itself: the
/// <see cref="ConversationPlayer"/>'s script does, and the server hears nothing of it.
/// </summary>
public sealed partial class AudioPlayer : ComponentBase
{
    private string? _file;
    private bool _isLink;
    private string _shape = "";
    private string _label = "";
    private string _clock = "";
    private string _position = "";
    private string? _duration;
    private string _seconds = "0";

    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    /// <summary>False for what is shown live and forgotten, which has no number.</summary>
    [Parameter]
    public bool IsStored { get; set; } = true;

    protected override void OnParametersSet()
    {
        _file = FileAddress.Parse(Message.AudioUrl) is { } id ? FileAddress.Of(id) : null;
        _isLink = Uri.TryCreate(Message.AudioUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"; // runs nothing
        var duration = Message.AudioDuration is > 0 and var seconds ? seconds : (double?)null;
        _clock = duration is null ? "–:––" : Durations.Clock(duration.Value);
        _label = duration is null ? HistoryTexts.Audio : Wording.Of(HistoryTexts.AudioOf, _file is not null ? _clock : Durations.Of(duration.Value));
        _position = duration is null ? Durations.Clock(0) : Wording.Of(HistoryTexts.PositionOf, Durations.Clock(0), _clock);
        _duration = duration?.ToString(CultureInfo.InvariantCulture);
        _seconds = Math.Ceiling(duration ?? 0).ToString(CultureInfo.InvariantCulture);
        _shape = _file is not null ? AudioShape.Of(Message.Content) : "";
    }

    private int? Seq => IsStored ? Message.Seq : null;
}
