using System.Globalization;

namespace ConvoWeb.Features.Conversations;

/// <summary>Seconds of speech, as people say them.</summary>
internal static class Durations
{
    public static string Of(double seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(seconds)):0} s"),
        < 3570 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Round(seconds / 60) / 60):0} h {Math.Round(seconds / 60) % 60:0} min"),
    };

    /// <summary>As a player shows them: 0:17, 1:02:05.</summary>
    public static string Clock(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    public static string Messages(int count) => count == 1 ? "1 message" : string.Create(CultureInfo.CurrentCulture, $"{count:N0} messages");
}
