using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Jobs;

[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(Page<JobView>))]
internal sealed partial class JobsJson : JsonSerializerContext
{
    public static JobsJson Api { get; } = new(ApiJson.NewOptions());
}
