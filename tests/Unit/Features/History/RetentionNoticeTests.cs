using System.Text.Json;
using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What every page says before a rule moves something that was not exported.</summary>
public sealed class RetentionNoticeTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    [Fact]
    public async Task It_says_so_a_week_before_exports_exactly_these_and_is_silent_without_a_rule()
    {
        var old = await AddAsync("Old", daysAgo: 85);
        await AddAsync("New", daysAgo: 1);
        var notice = Render<RetentionNotice>();
        Assert.Empty(notice.FindAll(".cw-banner"));

        await notice.InvokeAsync(() => Services.GetRequiredService<RetentionService>().SaveAsync(Alice, new RetentionSettings { KeepDays = 90 }, Cancel));

        notice.WaitForAssertion(() => Assert.Contains("1 conversation that was not exported since it changed goes to the trash soon.", notice.Find(".cw-banner").TextContent, StringComparison.Ordinal));
        await notice.FindAll(".cw-banner button")[0].ClickAsync(new());
        await using var db = await Services.GetRequiredService<IDatabase>().ReadAsync(Cancel);
        using var request = JsonDocument.Parse((string)(await db.Statement("SELECT request FROM jobs").ExecuteScalarAsync(Cancel))!);
        Assert.Equal([old], request.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid()));

        await notice.FindAll(".cw-banner button")[1].ClickAsync(new());
        Assert.Empty(notice.FindAll(".cw-banner"));
    }

    private async Task<Guid> AddAsync(string title, int daysAgo)
    {
        var conversation = await CreateAsync(title, new NewMessage { Type = MessageType.User, Content = "Hello" });
        await Services.GetRequiredService<IDatabase>().WriteAsync(
            db => db.ExecuteAsync("UPDATE conversations SET last_message_at = @at WHERE id = @id", ("@at", _clock.GetUtcNow().AddDays(-daysAgo)), ("@id", conversation.Id)),
            Cancel);
        return conversation.Id;
    }
}
