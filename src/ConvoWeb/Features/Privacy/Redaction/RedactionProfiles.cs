using System.Numerics;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>What is to be removed from texts.</summary>
[Flags]
public enum RedactionProfiles
{
    None = 0,
    Secrets = 1,
    Emails = 2,
    Phones = 4,
    Cards = 8,
    Ibans = 16,
}

/// <summary>Profiles as they are stored and sent: <c>secrets</c>, <c>emails</c>, <c>phones</c>, <c>cards</c>, <c>ibans</c>.</summary>
public static class RedactionWords
{
    public const RedactionProfiles All =
        RedactionProfiles.Secrets | RedactionProfiles.Emails | RedactionProfiles.Phones | RedactionProfiles.Cards | RedactionProfiles.Ibans;

    public static IReadOnlyList<string> Of(RedactionProfiles profiles) =>
        [.. Enum.GetValues<RedactionProfiles>().Where(profile => IsOne(profile) && profiles.HasFlag(profile)).Select(Words<RedactionProfiles>.Of)];

    /// <exception cref="InvalidInputException">One of the words that <paramref name="field"/> has is unknown.</exception>
    public static RedactionProfiles Parse(IEnumerable<string> words, string field) =>
        words.Aggregate(RedactionProfiles.None, (profiles, word) => profiles | ParseOne(word, field));

    /// <summary>Separated by commas; empty is none.</summary>
    /// <exception cref="InvalidInputException">One of the words that <paramref name="field"/> has is unknown.</exception>
    public static RedactionProfiles Parse(string words, string field) =>
        Parse(words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), field);

    private static RedactionProfiles ParseOne(string word, string field) =>
        Enum.GetValues<RedactionProfiles>().FirstOrDefault(profile => IsOne(profile) && Words<RedactionProfiles>.Of(profile) == word) is var found and not RedactionProfiles.None
            ? found
            : throw new InvalidInputException(field, $"'{word}' is not one of {string.Join(", ", Of(All))}.");

    private static bool IsOne(RedactionProfiles profile) => BitOperations.PopCount((uint)profile) == 1;
}
