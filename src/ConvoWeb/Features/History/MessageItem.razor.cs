using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>One message of a transcript; rendered again only when it changed.</summary>
public sealed partial class MessageItem : ComponentBase
{
    /// <summary>Above this a message opens folded.</summary>
    private const int LongWords = 400;

    /// <summary>A folded message is rendered only so far, which fills the part of it that shows many times over.</summary>
    private const int FoldedCharacters = 8_000;

    private const int FoldedToolCharacters = 20_000;

    private const int QuietCharacters = 240;

    private (Guid, long, MessageState, DraftText?, string, PersonalityView?, TimeZoneInfo, DateOnly, bool, bool)? _rendered;
    private bool _changed;
    private MessageNote _note = null!;
    private bool _isFolded;
    private string _foldedName = "";
    private string _foldedSize = "";
    private string _name = "";
    private string? _language;
    private string _html = "";
    private string _words = "";
    private bool _isLong;
    private bool _isOpen;
    private bool _wasHit;

    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    /// <summary>False for what is shown live and forgotten (<c>PERSIST_TRANSCRIPTS=false</c>).</summary>
    [Parameter]
    public bool IsStored { get; set; } = true;

    /// <summary>The reader was led here.</summary>
    [Parameter]
    public bool IsHit { get; set; }

    /// <summary>Its text while it is written: then it shows itself, and this message is not rendered for it.</summary>
    [Parameter]
    public DraftText? Draft { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required MessageHtml Html { get; init; }

    protected override void OnParametersSet()
    {
        _name = SpokenBy.Name(Message, Conversation, Personality);
        var shown = (Message.Id, Message.Version, Message.State, Draft, _name, Personality, Time.Zone, Time.Today, IsStored, IsHit);
        _changed = _rendered != shown;
        if (!_changed)
        {
            return;
        }

        // What somebody watched as it was written does not fold up under their eyes.
        // Nor does what somebody was led to.
        _wasHit |= IsHit;
        _isOpen |= IsHit || _rendered is (_, _, _, not null, _, _, _, _, _, _);
        _rendered = shown;
        _note = MessageNote.Of(Message);
        _isFolded = _note.IsTool || _note.IsHidden
            || (Draft is null && Message.Type is MessageType.System && (Message.Content.Length > QuietCharacters || Message.Content.Contains('\n', StringComparison.Ordinal)));
        if (_isFolded)
        {
            _foldedName = _note.IsTool ? $"Result of {_note.Name ?? "a tool"}"
                : Message.Type is MessageType.System ? "System message" : $"Hidden message of {_name}";
            _foldedSize = Draft is null ? Lines(Message.Content) : "being written";
        }
        else if (Message.Type is not MessageType.System && Draft is null)
        {
            Describe();
        }
    }

    protected override bool ShouldRender() => _changed;

    /// <summary>By which it is found in the page; what is not stored has no number.</summary>
    private int? Seq => IsStored ? Message.Seq : null;

    private string? HitClass => IsHit ? "cw-msg--hit" : null;

    /// <summary>The focus may be put here.</summary>
    private int? TabIndex => IsHit ? -1 : null;

    private void Describe()
    {
        var words = CountWords(Message.Content);
        _isLong = words > LongWords || Message.Content.Length > FoldedCharacters;
        _words = words.ToString("N0", CultureInfo.InvariantCulture);
        _language = TextLanguage.Of(Message.Content);
        _html = Html.Of(Message.Id, Message.Version, Message.Content, _isLong && !_isOpen ? FoldedCharacters : int.MaxValue);
    }

    private void Toggle()
    {
        _isOpen = !_isOpen;
        _changed = true;
        Describe();
    }

    /// <summary>Only addresses that a browser may follow without running anything.</summary>
    private static string? AudioAddress(string address) =>
        address.StartsWith("/api/files/", StringComparison.Ordinal)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? address
            : null;

    private static string Start(string content) =>
        content.Length <= FoldedToolCharacters ? content : content[..FoldedToolCharacters] + "\n…\nThe rest is in the download.";

    private static string Lines(string content)
    {
        var lines = content.AsSpan().TrimEnd('\n').Count('\n') + 1;
        return lines == 1 ? "1 line" : string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines");
    }

    /// <summary>A Chinese or Japanese character counts as half a word, since no blanks stand between words.</summary>
    private static int CountWords(string text)
    {
        int words = 0, ideographs = 0;
        var inWord = false;
        foreach (var c in text)
        {
            if (c is >= '\u3040' and <= '\u9FFF')
            {
                ideographs++;
                inWord = false;
            }
            else if (char.IsWhiteSpace(c))
            {
                inWord = false;
            }
            else if (!inWord)
            {
                inWord = true;
                words++;
            }
        }

        return words + (ideographs / 2);
    }
}
