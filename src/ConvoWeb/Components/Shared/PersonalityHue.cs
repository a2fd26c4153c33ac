using System.Globalization;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Components.Shared;

/// <summary>How a personality looks: its hue as a class of the design, and the initial that tells it apart without colour.</summary>
internal static class PersonalityHue
{
    public static string? Of(PersonalityColor? color) => color is null ? null : $"cw-p{(int)color + 1}";

    public static string Initial(string name)
    {
        var first = StringInfo.GetNextTextElement(name.TrimStart());
        return first.ToUpper(CultureInfo.InvariantCulture);
    }
}
