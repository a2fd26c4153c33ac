using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>Where a page ended. The next one goes on in the same ranking, also when the first would be in another by now.</summary>
internal sealed record SearchPlace(Ranking Ranking, double Score, Guid Id)
{
    /// <exception cref="InvalidInputException">The cursor is none of ours, or of another order.</exception>
    public static SearchPlace? Parse(string? text, SearchOrder order)
    {
        if (Cursor.Parse(text, Words<SearchOrder>.Of(order)) is not { } cursor)
        {
            return null;
        }

        return cursor.Key.Split(' ') is [var ranking, var score]
            && Enum.TryParse<Ranking>(ranking, out var known)
            && Enum.IsDefined(known)
            && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new SearchPlace(known, number, cursor.Id)
            : throw new InvalidInputException("cursor", "cursor is not one that this search gave out.");
    }

    public Cursor ToCursor(SearchOrder order) =>
        new(Words<SearchOrder>.Of(order), string.Create(CultureInfo.InvariantCulture, $"{Ranking} {Score:R}"), Id);
}
