using System.Net;
using System.Text;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Says half of its answer, and the rest when it is told to go on.</summary>
internal sealed class StreamingModel : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly SemaphoreSlim _mayContinue = new(0);

    public StreamingModel()
    {
        Address = $"http://127.0.0.1:{TestServers.FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = AnswerAllAsync();
    }

    public string Address { get; }

    public void Continue(int answers = 1) => _mayContinue.Release(answers);

    public void Dispose()
    {
        _listener.Close();
        _mayContinue.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync((await _listener.GetContextAsync()).Response);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or HttpListenerException)
        {
            // The journey is over.
        }
    }

    private async Task AnswerAsync(HttpListenerResponse response)
    {
        response.ContentType = "text/event-stream";
        response.SendChunked = true;
        await SendAsync("""{"choices":[{"index":0,"delta":{"content":"Most are"}}]}""");
        await _mayContinue.WaitAsync();
        await SendAsync("""{"choices":[{"index":0,"delta":{"content":" open."},"finish_reason":"stop"}]}""");
        await SendAsync("[DONE]");
        response.Close();

        async Task SendAsync(string data)
        {
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
            await response.OutputStream.FlushAsync();
        }
    }
}
