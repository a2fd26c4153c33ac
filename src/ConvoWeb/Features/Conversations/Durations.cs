using System.Globalization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Conversations;

/// <summary>Seconds of speech, as people say them.</summary>
internal static class Durations
{
    public static string Of(double seconds) => seconds switch
    {
        < 60 => Wording.Of(ConversationsTexts.Seconds, Math.Max(1, Math.Round(seconds))),
        < 3570 => Wording.Of(ConversationsTexts.Minutes, Math.Round(seconds / 60)),
        _ => Wording.Of(ConversationsTexts.HoursAndMinutes, Math.Floor(Math.Round(seconds / 60) / 60), Math.Round(seconds / 60) % 60),
    };

    /// <summary>As a player shows them: 0:17, 1:02:05.</summary>
    public static string Clock(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }
}
