using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Tests.E2E.Clients;
using Xunit;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>That programs hold what the server has.</summary>
internal static class Holdings
{
    /// <summary>Waits until they have come to the conversation's version, then compares every member of every message.</summary>
    public static async Task AllHoldWhatIsStoredAsync(this HttpClient client, string id, IEnumerable<IFollower> followers, CancellationToken cancellationToken)
    {
        var version = (await client.GetJsonAsync($"/api/conversations/{id}?limit=1")).GetProperty("version").GetInt64();
        var stored = Texts(await client.MessagesAsync(id));
        foreach (var follower in followers)
        {
            await follower.UntilAsync(place => place.Version >= version, cancellationToken);
            var held = await follower.HoldAsync();
            Assert.Empty(held.Faults);
            Assert.Equal(stored, Texts(held.Messages));
            Assert.Equal(version, held.Version);
        }
    }

    public static async Task HoldsWhatIsStoredAsync(this HttpClient client, string id, IFollower follower, CancellationToken cancellationToken) =>
        await client.AllHoldWhatIsStoredAsync(id, [follower], cancellationToken);

    /// <summary>Alike whatever the order of their members.</summary>
    private static IEnumerable<string> Texts(IEnumerable<JsonElement> messages) =>
        [.. messages.Select(message => new JsonObject(message.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Name, JsonSerializer.SerializeToNode(member.Value)))).ToJsonString())];
}
