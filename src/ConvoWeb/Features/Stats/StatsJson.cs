using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Stats;

[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(StatsTimeZone))]
internal sealed partial class StatsJson : JsonSerializerContext
{
    public static StatsJson Api { get; } = new(ApiJson.NewOptions());
}
