using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>The rules as they are asked for, and what they would do.</summary>
public sealed class RetentionSettingsTests
{
    [Theory, DatabaseData]
    public async Task At_first_everything_is_kept_for_ever(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        Assert.Equal(
            """{"keep_days":null,"audio_days":null,"undo_days":7,"backup_first":false,"cap_days":null,"personalities":[]}""",
            (await alice.JsonAsync("GET /api/settings/privacy")).GetProperty("retention").GetRawText());
    }

    [Theory, DatabaseData]
    public async Task What_is_left_out_stays_and_the_trail_says_what_was_settled(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name": "Juno"}""")).Text("id");
        await alice.JsonAsync("PATCH /api/settings/privacy", $$$"""{"retention": {"keep_days": 90, "audio_days": 30, "backup_first": true, "personalities": [{"personality_id": "{{{personality}}}", "keep_days": 7}]}}""");

        var changed = await alice.JsonAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": 365, "undo_days": 14, "cap_days": 1}, "another": true}""");

        var expected = $$$"""{"keep_days":365,"audio_days":30,"undo_days":14,"backup_first":true,"cap_days":null,"personalities":[{"personality_id":"{{{personality}}}","keep_days":7,"audio_days":null}]}""";
        Assert.Equal(expected, changed.GetProperty("retention").GetRawText());
        Assert.Equal(expected, (await alice.JsonAsync("GET /api/settings/privacy")).GetProperty("retention").GetRawText());
        var entry = (await alice.JsonAsync("GET /api/audit")).Items()[0];
        Assert.Equal(("rules_changed", """{"keep_days":365,"audio_days":30,"undo_days":14,"backup_first":true,"personalities":1}"""), (entry.Text("action"), entry.GetProperty("detail").GetRawText()));
        await alice.JsonAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": null, "personalities": null}}""");
        Assert.Equal("""{"keep_days":null,"audio_days":30,"undo_days":14,"backup_first":true,"cap_days":null,"personalities":[]}""", (await alice.JsonAsync("GET /api/settings/privacy")).GetProperty("retention").GetRawText());
    }

    [Theory, DatabaseData]
    public async Task What_is_removed_from_texts_is_settled_in_the_same_place_and_all_of_it_or_nothing(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var changed = await alice.JsonAsync("PATCH /api/settings/privacy", """{"redaction": {"profiles": ["emails", "secrets"]}}""");
        Assert.Equal("""{"profiles":["secrets","emails"],"strip_system_prompts":false}""", changed.GetProperty("redaction").GetRawText());

        Assert.Equal(["profiles"], await alice.SendAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": 30}, "redaction": {"profiles": ["names"]}}""").RefusedFieldsAsync());
        var after = await alice.JsonAsync("GET /api/settings/privacy");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("retention").GetProperty("keep_days").ValueKind);
        Assert.Equal("""["secrets","emails"]""", after.GetProperty("redaction").GetProperty("profiles").GetRawText());
    }

    [Theory]
    [InlineData("""{"keep_days": 0}""", "keep_days")]
    [InlineData("""{"keep_days": 36501, "audio_days": 0}""", "keep_days", "audio_days")]
    [InlineData("""{"keep_days": 30, "audio_days": 31}""", "audio_days")]
    [InlineData("""{"undo_days": 0}""", "undo_days")]
    [InlineData("""{"undo_days": 366}""", "undo_days")]
    [InlineData("""{"keep_days": "30"}""", "keep_days")]
    [InlineData("""{"personalities": [null]}""", "personalities[0]")]
    [InlineData("""{"personalities": [{"personality_id": "00000000-0000-0000-0000-000000000000"}]}""", "personalities[0]")]
    [InlineData("""{"personalities": [{"personality_id": "01900000-0000-7000-8000-000000000001", "keep_days": 7}]}""", "personalities[0].personality_id")]
    [InlineData("""{"personalities": [{"personality_id": "01900000-0000-7000-8000-000000000001", "keep_days": -7}]}""", "personalities[0].keep_days")]
    public async Task What_no_rule_can_be_is_refused_where_it_is_saved_and_where_it_is_tried(string rules, params string[] fields)
    {
        var alice = SharedApp.NewOwner();

        Assert.Equal(fields, await alice.SendAsync("PATCH /api/settings/privacy", $$"""{"retention": {{rules}}}""").RefusedFieldsAsync());
        Assert.Equal(fields, await alice.SendAsync("POST /api/retention/preview", rules).RefusedFieldsAsync());
        Assert.DoesNotContain((await alice.JsonAsync("GET /api/audit")).Items(), entry => entry.Text("action") == "rules_changed");
    }

    [Theory, DatabaseData]
    public async Task The_personality_of_another_person_is_none(Engine engine)
    {
        var (alice, bob) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine));
        var personality = (await bob.JsonAsync("POST /api/personalities", """{"name": "Juno"}""")).Text("id");

        Assert.Equal(
            ["personalities[0].personality_id"],
            await alice.SendAsync("PATCH /api/settings/privacy", $$$"""{"retention": {"personalities": [{"personality_id": "{{{personality}}}", "keep_days": 7}]}}""").RefusedFieldsAsync());
    }

    [Fact]
    public async Task A_body_that_is_no_object_is_refused()
    {
        var alice = SharedApp.NewOwner();

        Assert.Equal(["body"], await alice.SendAsync("PATCH /api/settings/privacy", "[]").RefusedFieldsAsync());
        Assert.Equal(["body"], await alice.SendAsync("PATCH /api/settings/privacy", """{"retention": 7}""").RefusedFieldsAsync());
        Assert.Equal(["cursor"], await alice.SendAsync("GET /api/retention/preview?cursor=x").RefusedFieldsAsync());
        Assert.Equal(["limit"], await alice.SendAsync("GET /api/retention/preview?limit=0").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task A_rule_is_tried_before_it_is_saved(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var old = await scene.AddAsync("Old");
        scene.Pass(days: 10);
        await scene.AddAsync("Exported");
        scene.Pass(days: 10);
        var exported = (await scene.Alice.JsonAsync("GET /api/conversations")).Items()[0].Text("id");
        Assert.Equal(HttpStatusCode.OK, (await scene.Alice.SendAsync($"GET /api/conversations/{exported}/export?format=json")).StatusCode);
        await scene.AddAsync("New");

        var preview = await scene.PreviewAsync(new { keep_days = 10 });

        Assert.Equal(["Old", "Exported", "New"], preview.Items().Texts("title"));
        Assert.Equal([false, true, false], preview.Items().Select(item => item.GetProperty("is_exported").GetBoolean()));
        Assert.Equal([-10, 0, 10], preview.Items().Select(item => (item.GetProperty("moves_at").GetDateTimeOffset() - scene.Now).TotalDays));
        var totals = preview.GetProperty("totals");
        Assert.Equal((2, 1, 1), (totals.Number("due"), totals.Number("not_exported"), totals.Number("recent")));
        Assert.Equal(scene.Now.AddDays(-20), totals.GetProperty("oldest_due").GetDateTimeOffset());
        Assert.Empty((await scene.PreviewAsync()).Items());
        await scene.SweepAsync();
        Assert.Equal("active", await scene.StatusAsync(old));
    }

    [Theory, DatabaseData]
    public async Task A_preview_is_read_in_pages(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        for (var i = 0; i < 6; i++)
        {
            await scene.AddAsync($"{i}");
            scene.Pass(i % 2); // two of a moment
        }

        await scene.SettleAsync(new { keep_days = 30 });
        var all = (await scene.PreviewAsync()).Items().Texts("id");
        List<string?> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await scene.Alice.JsonAsync($"GET /api/retention/preview?limit=1&cursor={cursor}");
            paged.AddRange(page.Items().Texts("id"));
            cursor = page.Text("next_cursor");
        }

        Assert.Equal(6, all.Count);
        Assert.Equal(all, paged);
    }
}
