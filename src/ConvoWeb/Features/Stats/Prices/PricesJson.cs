using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Stats.Prices;

[JsonSerializable(typeof(PriceListEdit))]
[JsonSerializable(typeof(PriceList))]
internal sealed partial class PricesJson : JsonSerializerContext
{
    public static PricesJson Api { get; } = new(ApiJson.NewOptions());
}
