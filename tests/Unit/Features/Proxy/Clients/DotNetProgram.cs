using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Clients;

/// <summary>OpenAI's client for .NET.</summary>
internal sealed class DotNetProgram : IChatProgram
{
    public static ChatClient Client(string server, string model, HttpClient http, int retries = 0) => new(
        model,
        new ApiKeyCredential("test"),
        new OpenAIClientOptions
        {
            Endpoint = new Uri($"{server}/v1"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(retries),
        });

    public async Task<ClientView> AskAsync(AskedCall call)
    {
        var request = JsonNode.Parse(call.Request)!.AsObject();
        var isStream = request["stream"]?.GetValue<bool>() is true;
        var messages = request["messages"]!.AsArray().Select(message => ModelReaderWriter.Read<ChatMessage>(BinaryData.FromString(message!.ToJsonString()))!).ToList();
        request["messages"] = new JsonArray(); // it would send them twice
        var options = ModelReaderWriter.Read<ChatCompletionOptions>(BinaryData.FromString(request.ToJsonString()))!;
        using var watch = new Watch();
        using var http = new HttpClient(watch);
        http.DefaultRequestHeaders.Add(TestSignIn.Header, call.User);
        var client = Client(call.Server, request["model"]!.GetValue<string>(), http, call.Retries);
        var (yielded, fault) = (new List<string>(), (string?)null);
        try
        {
            if (isStream)
            {
                await foreach (var update in client.CompleteChatStreamingAsync(messages, options, Cancel))
                {
                    yielded.Add(ModelReaderWriter.Write(update).ToString());
                }
            }
            else
            {
                yielded.Add(ModelReaderWriter.Write((await client.CompleteChatAsync(messages, options, Cancel)).Value).ToString());
            }
        }
        catch (ClientResultException exception)
        {
            fault = $"{exception.Status} {exception.Message} {exception.GetRawResponse()?.Content}";
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ArgumentOutOfRangeException)
        {
            fault = $"{exception.GetType().Name} {exception.Message}";
        }

        return new ClientView(yielded, fault, watch.Status, watch.Headers, watch.Bytes);
    }

    /// <summary>Looks at what comes over the wire. Of several tries the last one counts.</summary>
    private sealed class Watch() : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null })
    {
        private MemoryStream _bytes = new();

        public int Status { get; private set; }

        public IReadOnlyList<string> Headers { get; private set; } = [];

        public byte[] Bytes => _bytes.ToArray();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            Status = (int)answer.StatusCode;
            Headers = ClientView.Sorted(answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Select(header => $"{header.Key}: {header.Value}"));
            _bytes = new MemoryStream();
            var watched = new StreamContent(new WatchedStream(await answer.Content.ReadAsStreamAsync(cancellationToken), _bytes));
            foreach (var (name, values) in answer.Content.Headers.NonValidated)
            {
                watched.Headers.TryAddWithoutValidation(name, values);
            }

            answer.Content = watched;
            return answer;
        }
    }

    private sealed class WatchedStream(Stream inner, MemoryStream copy) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            copy.Write(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
