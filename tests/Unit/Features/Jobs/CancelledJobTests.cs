using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Tests.Unit.Features.Import;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

/// <summary>A job that is cancelled in the middle of its work stops, and leaves nothing half done.</summary>
public sealed class CancelledJobTests
{
    [Theory, DatabaseData]
    public async Task An_export_stops_and_leaves_neither_file_nor_mark(Engine engine)
    {
        var gate = new Gate();
        await using var app = new ConvoWebApp(engine) { Replace = services => services.AddSingleton<IConversationExporter>(new HeldExporter(gate)) };
        var alice = app.ClientFor("alice");
        for (var n = 0; n < 3; n++)
        {
            await alice.JsonAsync("POST /api/conversations", """{"title": "Trip", "messages": [{"type": "user", "content": "Hello"}]}""");
        }

        var job = await alice.JsonAsync("POST /api/jobs", """{"export": {"format": "held"}}""");
        await gate.Reached;
        Assert.Equal("running", (await alice.JsonAsync($"GET {AddressOf(job)}")).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET {AddressOf(job)}/file")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {AddressOf(job)}")).StatusCode);

        await gate.Stopped;
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET {AddressOf(job)}")).StatusCode);
        await UntilNothingIsLeftAsync(app);
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE last_exported_at IS NOT NULL"));
        gate.Open();
        Assert.Equal("done", await EndOfAsync(alice, await alice.JsonAsync("POST /api/jobs", """{"export": {"format": "held"}}""")));
    }

    [Theory, DatabaseData]
    public async Task An_import_stops_with_whole_conversations_and_the_file_can_be_imported_again(Engine engine)
    {
        var gate = new Gate();
        await using var app = new ConvoWebApp(engine) { Replace = services => services.AddSingleton<IConversationReader>(new HeldReader(gate)) };
        var alice = app.ClientFor("alice");
        var file = ("held.jsonl", Encoding.UTF8.GetBytes("{\"held\": \"one\"}\n{\"held\": \"two\"}\n{\"held\": \"three\"}\n"));

        var begun = await UploadedFiles.PostAsync(alice, "?background=true", file);
        var job = await begun.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        await gate.Reached;
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {AddressOf(job)}")).StatusCode);

        await gate.Stopped;
        await UntilNothingIsLeftAsync(app);
        Assert.Equal("1 2", $"{await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations")} {await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages")}");
        gate.Open();
        var totals = (await UploadedFiles.ImportAsync(alice, "", file)).GetProperty("totals");
        Assert.Equal((1, 2), (totals.GetProperty("unchanged").GetInt32(), totals.GetProperty("imported").GetInt32()));
    }

    private static string AddressOf(JsonElement job) => $"/api/jobs/{job.GetProperty("id").GetString()}";

    private static async Task<string?> EndOfAsync(HttpClient client, JsonElement job)
    {
        while (job.GetProperty("ended_at").ValueKind is JsonValueKind.Null)
        {
            job = await client.JsonAsync($"GET {AddressOf(job)}");
        }

        return job.GetProperty("state").GetString();
    }

    private static async Task UntilNothingIsLeftAsync(ConvoWebApp app)
    {
        while (await app.Stored.ScalarAsync<long>("SELECT (SELECT count(*) FROM job_parts) + (SELECT count(*) FROM jobs)") > 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    /// <summary>Where work stands still until it is cancelled, unless it is open.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task.WaitAsync(Cancel);

        public Task Stopped => _stopped.Task.WaitAsync(Cancel);

        public void Open() => _open.TrySetResult();

        public async Task PassAsync(CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            try
            {
                await _open.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _stopped.TrySetResult();
                throw;
            }
        }
    }

    /// <summary>Stands still in the middle of the second conversation.</summary>
    private sealed class HeldExporter(Gate gate) : IConversationExporter
    {
        private int _count;

        public ExportFormat Format { get; } = new("held", "text/plain", ".txt");

        public async Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken)
        {
            await output.WriteAsync("The first half."u8.ToArray(), cancellationToken);
            if (Interlocked.Increment(ref _count) > 1)
            {
                await gate.PassAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stands still after the first conversation.</summary>
    private sealed class HeldReader(Gate gate) : IConversationReader
    {
        public string Source => "held";

        public bool Recognises(JsonElement record) => record.TryGetProperty("held", out _);

        public async IAsyncEnumerable<ReadConversation> ReadAsync(IAsyncEnumerable<JsonRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var record in records.WithCancellation(cancellationToken))
            {
                var id = record.Value.GetProperty("held").GetString()!;
                yield return ReadConversation.Of(new ImportedConversation
                {
                    Source = Source,
                    ExternalId = id,
                    Title = id,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    Messages = [Said("1", null), Said("2", "1")],
                    ActiveKey = "2",
                });
                await gate.PassAsync(cancellationToken);
            }
        }

        private static ImportedMessage Said(string key, string? parent) => new()
        {
            Key = key,
            ParentKey = parent,
            Type = MessageType.User,
            Content = $"Message {key}",
            Timestamp = DateTimeOffset.UnixEpoch,
            ExternalId = key,
        };
    }
}
