using System.Net;

namespace ConvoWeb.Tests.Unit.Platform.Hosting;

public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "localhost.evil.example")]
    [InlineData("Host", "192.168.1.7:5080")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:8080")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost.evil.example")]
    public async Task A_foreign_address_is_refused(string header, string value)
    {
        var alice = SharedApp.NewOwner();

        var problem = await alice.SendAsync("POST /api/conversations", "{}", (header, value)).ProblemAsync(HttpStatusCode.Forbidden);

        Assert.StartsWith($"{header} '{value}' is neither this machine nor PUBLIC_URL.", problem.Text("detail"));
        Assert.Empty((await alice.JsonAsync("GET /api/conversations")).Items());
    }

    [Theory]
    [InlineData("Host", "127.0.0.1:5080")]
    [InlineData("Host", "[::1]:5080")]
    [InlineData("Host", "LOCALHOST")]
    [InlineData("Origin", "http://localhost")]
    public async Task Our_own_addresses_are_welcome(string header, string value) =>
        Assert.Equal(HttpStatusCode.OK, (await SharedApp.NewOwner().SendAsync("GET /api/conversations", null, (header, value))).StatusCode);

    [Fact]
    public async Task The_public_address_counts_as_our_own()
    {
        await using var app = new ConvoWebApp { Settings = { ["PUBLIC_URL"] = "https://convo.example" } };
        var alice = app.ClientFor("alice");

        await alice.JsonAsync("GET /api/conversations", null, ("Host", "convo.example"), ("Origin", "https://convo.example"));

        await alice.SendAsync("GET /api/conversations", null, ("Host", "convo.example"), ("Origin", "https://evil.example")).ProblemAsync(HttpStatusCode.Forbidden);
    }
}
