using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Stats.Prices;

/// <summary>The owner's prices of models: few, so they are read and replaced as a whole.</summary>
public sealed class PriceService(IDatabase database)
{
    private const decimal MicrosOfDollar = 1_000_000;

    /// <summary>By model, then by day.</summary>
    public async Task<IReadOnlyList<PriceView>> ListAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        List<Price> prices = [];
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement("SELECT model, from_day, input_micros, output_micros FROM prices WHERE owner_id = @owner", ("@owner", user.Id))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            prices.Add(new Price
            {
                OwnerId = user.Id,
                Model = row.GetString(0),
                FromDay = row.GetInt32(1),
                InputMicros = row.GetInt64(2),
                OutputMicros = row.GetInt64(3),
            });
        }

        return Views(prices);
    }

    /// <summary>Replaces all of them.</summary>
    /// <exception cref="ConvoWeb.Data.InvalidInputException">One of them has a value that it does not take; its field is called as in <c>items[3].model</c>.</exception>
    public Task<IReadOnlyList<PriceView>> ReplaceAsync(CurrentUser user, IReadOnlyList<PriceView> prices, CancellationToken cancellationToken) =>
        ReplaceAsync(user, new PriceListEdit { Items = [.. prices.Select(PriceEdit.Of)] }, cancellationToken);

    /// <inheritdoc cref="ReplaceAsync(CurrentUser, IReadOnlyList{PriceView}, CancellationToken)"/>
    public async Task<IReadOnlyList<PriceView>> ReplaceAsync(CurrentUser user, PriceListEdit edit, CancellationToken cancellationToken)
    {
        InputErrors.Check(edit.Check);
        return await database.WriteAsync(
            async scope =>
            {
                // Of two that come at once the second waits here, where the key is taken, and deletes what the first one wrote.
                // Without it neither would see the other's, and both would stay.
                await scope.ExecuteAsync(
                    "INSERT INTO prices (owner_id, model, from_day, input_micros, output_micros) VALUES (@owner, '', 0, 0, 0)", ("@owner", user.Id));
                await scope.ExecuteAsync("DELETE FROM prices WHERE owner_id = @owner", ("@owner", user.Id));

                List<Price> prices = [.. edit.Items!.Select(price => ToRow(user, price!))];
                scope.Context.AddRange(prices);
                await scope.Context.SaveChangesAsync(CancellationToken.None);
                return Views(prices);
            },
            cancellationToken);
    }

    private static Price ToRow(CurrentUser user, PriceEdit price) => new()
    {
        OwnerId = user.Id,
        Model = CleanText.Of(price.Model!.Trim()),
        FromDay = PriceEdit.DayOf(price.From),
        InputMicros = (long)(price.Input!.Value * MicrosOfDollar),
        OutputMicros = (long)(price.Output!.Value * MicrosOfDollar),
    };

    /// <summary>Put in order here: the databases would not agree on that of names.</summary>
    private static IReadOnlyList<PriceView> Views(IEnumerable<Price> prices) =>
    [
        .. prices
            .OrderBy(price => price.Model, StringComparer.Ordinal)
            .ThenBy(price => price.FromDay)
            .Select(price => new PriceView(
                price.Model,
                price.FromDay == 0 ? null : DateOnly.FromDayNumber(price.FromDay),
                price.InputMicros / MicrosOfDollar,
                price.OutputMicros / MicrosOfDollar)),
    ];
}
