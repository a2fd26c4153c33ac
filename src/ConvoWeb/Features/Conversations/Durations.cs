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

    public static string Messages(int count) => count == 1 ? "1 message" : string.Create(CultureInfo.CurrentCulture, $"{count:N0} messages");
}
