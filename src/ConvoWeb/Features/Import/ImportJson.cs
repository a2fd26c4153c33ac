using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import;

[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(KeptUpload[]))]
internal sealed partial class ImportJson : JsonSerializerContext
{
    public static ImportJson Api { get; } = new(ApiJson.NewOptions());
}
