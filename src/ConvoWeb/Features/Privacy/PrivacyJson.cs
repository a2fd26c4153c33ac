using System.Text.Json.Serialization;
using ConvoWeb.Features.Audit;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Privacy;

[JsonSerializable(typeof(Page<AuditView>))]
[JsonSerializable(typeof(RedactionSettings))]
internal sealed partial class PrivacyJson : JsonSerializerContext
{
    public static PrivacyJson Api { get; } = new(ApiJson.NewOptions());
}
