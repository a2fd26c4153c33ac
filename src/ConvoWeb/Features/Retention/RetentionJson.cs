using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Retention;

[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(PrivacySettings))]
[JsonSerializable(typeof(RetentionSettings))]
[JsonSerializable(typeof(RetentionPreview))]
[JsonSerializable(typeof(RetentionWarning))]
[JsonSerializable(typeof(RetentionDetail))]
[JsonSerializable(typeof(Page<BackupView>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static RetentionJson Api { get; } = new(ApiJson.NewOptions());
}
