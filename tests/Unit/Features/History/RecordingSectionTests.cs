using System.Security.Cryptography;
using System.Text;
using Bunit;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.History.PrivacySettings;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>The note about recording, and what a person agrees to.</summary>
public sealed class RecordingSectionTests : PageTest
{
    [Fact]
    public async Task Recording_is_off_until_a_person_agrees_to_the_note_and_stops_when_they_say_so()
    {
        var consent = Services.GetRequiredService<ConsentService>();
        var section = Render<RecordingSection>();
        section.WaitForElement("button");
        Assert.StartsWith("Off.", section.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("UPSTREAM_URL", section.FindAll("p")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal(7, section.FindAll("li").Count);

        await section.InvokeAsync(() => section.Find("button").ClickAsync(new()));
        Assert.StartsWith("On since", section.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.True((await consent.GetAsync(Alice, Cancel)).IsOn);

        await section.InvokeAsync(() => section.Find("button").ClickAsync(new()));
        Assert.StartsWith("Off.", section.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.False((await consent.GetAsync(Alice, Cancel)).IsOn);
    }

    [Fact]
    public async Task Who_agreed_to_an_older_note_is_asked_again()
    {
        var database = Services.GetRequiredService<IDatabase>();
        await Services.GetRequiredService<ConsentService>().SaveAsync(Alice, agrees: true, Cancel);
        await database.WriteAsync(db => db.ExecuteAsync("UPDATE owner_privacy SET recording_version = 0"), Cancel);

        var section = Render<RecordingSection>();

        section.WaitForElement(".cw-btn--primary");
        Assert.StartsWith("Off, because the note has changed", section.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>Who changes a sentence so that it says something else raises the version; and the number here with it in any case.</summary>
    [Fact]
    public void The_sentences_are_those_of_the_version()
    {
        var sentences = string.Join('\n', RecordingSentences.Of(Services.GetRequiredService<IDatabase>(), Services.GetRequiredService<Settings>()).Where((_, i) => i != 2));
        Assert.Equal((2, "b1a286ce1e75229b"), (RecordingNote.Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sentences)))[..16]));
    }
}
