using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

internal static class JobSteps
{
    /// <summary>The job as it is when it is over, however it ended.</summary>
    public static async Task<JsonElement> EndOfAsync(this HttpClient client, JsonElement job)
    {
        while (job.GetProperty("ended_at").ValueKind is JsonValueKind.Null)
        {
            job = await client.JsonAsync($"GET /api/jobs/{job.GetProperty("id").GetString()}");
        }

        return job;
    }
}
