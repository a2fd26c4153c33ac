using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>What can be listened to in an open conversation.</summary>
internal sealed class Listening(ConversationScreen screen)
{
    /// <summary>At the foot of the transcript.</summary>
    public ILocator Bar => screen.Pane.GetByRole(AriaRole.Group, new() { Name = "Audio of the conversation" });

    public ILocator Play => Bar.GetByRole(AriaRole.Button, new() { Name = "Play" });

    public ILocator Pause => Bar.GetByRole(AriaRole.Button, new() { Name = "Pause" });

    public ILocator Next => Bar.GetByRole(AriaRole.Button, new() { Name = "Next message" });

    public ILocator Previous => Bar.GetByRole(AriaRole.Button, new() { Name = "Previous message" });

    public ILocator Place => Bar.GetByRole(AriaRole.Slider);

    public ILocator Speed => Bar.GetByRole(AriaRole.Button, new() { Name = "Speed" });

    /// <summary>The message that is heard.</summary>
    public ILocator Spoken => screen.Log.Locator("article[data-spoken]");

    public ILocator Player(string words) => screen.Articles.Filter(new() { HasText = words }).GetByRole(AriaRole.Group);

    /// <summary>Waits until the sound has moved on from where it was.</summary>
    public async Task MovesOnAsync()
    {
        var before = await TimeAsync();
        await screen.Page.WaitForFunctionAsync("before => document.querySelector('audio').currentTime > before + .1", before);
    }

    public Task<double> TimeAsync() => screen.Page.EvaluateAsync<double>("document.querySelector('audio').currentTime");
}
