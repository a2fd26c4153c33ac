using System.Text.Json.Serialization;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Retention;

[JsonSerializable(typeof(ReceiptView))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static RetentionJson Api { get; } = new(ApiJson.NewOptions());
}
