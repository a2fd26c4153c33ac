using System.Text.Json.Serialization;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Retention;

[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(PrivacySettings))]
[JsonSerializable(typeof(RetentionSettings))]
[JsonSerializable(typeof(RetentionPreview))]
[JsonSerializable(typeof(RetentionWarning))]
[JsonSerializable(typeof(RetentionDetail))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static RetentionJson Api { get; } = new(ApiJson.NewOptions());
}
