using Bunit;
using ConvoWeb.Components.Layout;
using ConvoWeb.Features.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class PausedNoticeTests : PageTest
{
    private readonly Others _others = new();

    protected override void Replace(IServiceCollection services) => services.AddSingleton<ILiveBackplane>(_others);

    [Fact]
    public void While_other_nodes_cannot_be_heard_every_page_says_so()
    {
        var layout = Render<MainLayout>(l => l.Add(x => x.Body, _ => { }));
        Assert.Equal("", layout.Find("main [role=status]").TextContent.Trim());

        _others.Pause(true);
        layout.WaitForAssertion(() => Assert.StartsWith("Live updates from other nodes are paused.", layout.Find("main [role=status]").TextContent.Trim(), StringComparison.Ordinal));

        _others.Pause(false);
        layout.WaitForAssertion(() => Assert.Equal("", layout.Find("main [role=status]").TextContent.Trim()));
    }

    private sealed class Others : ILiveBackplane
    {
        public event Action<LiveEvent>? Received
        {
            add { }
            remove { }
        }

        public event Action? Missed
        {
            add { }
            remove { }
        }

        public event EventHandler? PausedChanged;

        public bool IsPaused { get; private set; }

        public void Send(LiveEvent liveEvent)
        {
        }

        public void Pause(bool isPaused)
        {
            IsPaused = isPaused;
            PausedChanged?.Invoke(this, EventArgs.Empty);
        }
    }
}
