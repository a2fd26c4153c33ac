using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Goes where it is sent only when told to, as a browser far away does.</summary>
internal sealed class SlowBrowser : NavigationManager
{
    private readonly Queue<string> _onTheWay = [];

    public SlowBrowser() => Initialize("http://localhost/", "http://localhost/");

    public void ArriveEverywhere()
    {
        while (_onTheWay.TryDequeue(out var address))
        {
            Uri = ToAbsoluteUri(address).ToString();
            NotifyLocationChanged(isInterceptedLink: false);
        }
    }

    protected override void NavigateToCore(string uri, NavigationOptions options) => _onTheWay.Enqueue(uri);
}
