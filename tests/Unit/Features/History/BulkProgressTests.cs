using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.History;
using ConvoWeb.Platform.Paging;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>A change of thousands: how far it is, that it can be stopped, and that its undo takes back what was done and nothing else.</summary>
public sealed class BulkProgressTests : PageTest
{
    private const int Many = 2100;

    private static readonly BulkSelection All = BulkSelection.All(new ConversationFilter { Status = ConversationScope.All }, new HashSet<Guid>());

    private readonly TestClock _clock = new();
    private HeldDatabase _held = null!;

    protected override TimeProvider Clock => _clock;

    private BulkActions Bulk => Services.GetRequiredService<BulkActions>();

    private IReadOnlyList<Toast> Toasts => Services.GetRequiredService<ToastService>().Shown;

    [Fact]
    public async Task It_shows_how_far_it_is_stops_where_it_is_told_to_and_is_undone_exactly()
    {
        await AddAsync(Many);
        var before = await StatesAsync();
        var bar = Render<PickedBar>(b => b.Add(x => x.Count, Many));
        var waiting = _clock.Waiting;

        _held.HoldAfter(3);
        var doing = bar.InvokeAsync(() => Bulk.DoAsync(Alice, All, new BulkChange(BulkAction.Archive)));
        await _held.Reached.WaitAsync(Cancel);
        bar.WaitForState(() => _clock.Waiting > waiting); // for the moment from which on it takes long
        Assert.Equal("2,100 selected", bar.Find("[role=status]").TextContent);
        _clock.Advance(TimeSpan.FromSeconds(1));
        bar.WaitForAssertion(() => Assert.Equal("600 done…", bar.Find("[role=status]").TextContent));

        await bar.Find("button").ClickAsync(new());
        _held.LetGo();
        await doing;

        Assert.Equal("2,100 selected", bar.Find("[role=status]").TextContent);
        var toast = Assert.Single(Toasts);
        var after = await StatesAsync();
        var changed = before.Keys.Count(id => before[id] != after[id]);
        Assert.InRange(changed, 1, 799); // of the four pages that it got to, some were archived before
        Assert.Equal($"{changed} conversations archived", toast.Message);

        await bar.InvokeAsync(toast.Action!);
        Assert.Equal(before, await StatesAsync());
    }

    [Fact]
    public async Task What_was_done_before_it_failed_is_told_and_can_be_undone()
    {
        await AddAsync(500);
        var before = await StatesAsync();
        var bar = Render<PickedBar>(b => b.Add(x => x.Count, 500));

        _held.FailAfter(1);
        await bar.InvokeAsync(() => Bulk.DoAsync(Alice, All, new BulkChange(BulkAction.Trash)));

        Assert.Equal([true, false], Toasts.Select(toast => toast.IsFailure));
        Assert.Equal("200 conversations moved to the trash", Toasts[1].Message);
        await bar.InvokeAsync(Toasts[1].Action!);
        Assert.Equal(before, await StatesAsync());
    }

    [Fact]
    public async Task An_undo_that_takes_long_shows_it_and_can_be_stopped_as_well()
    {
        await AddAsync(600);
        var bar = Render<PickedBar>(b => b.Add(x => x.Count, 0));
        await bar.InvokeAsync(() => Bulk.DoAsync(Alice, All, new BulkChange(BulkAction.Star)));
        var waiting = _clock.Waiting;

        _held.HoldAfter(1);
        var undoing = bar.InvokeAsync(Assert.Single(Toasts).Action!);
        await _held.Reached.WaitAsync(Cancel);
        bar.WaitForState(() => _clock.Waiting > waiting);
        _clock.Advance(TimeSpan.FromSeconds(1));
        bar.WaitForAssertion(() => Assert.Equal("200 done…", bar.Find("[role=status]").TextContent));
        await bar.Find("button").ClickAsync(new());
        _held.LetGo();
        await undoing;

        Assert.Empty(bar.FindAll("[role=status]"));
        Assert.Equal(200, (await StatesAsync()).Values.Count(state => state.Contains("starred", StringComparison.Ordinal)));
    }

    protected override void Replace(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IDatabase));
        services.AddSingleton<IDatabase>(provider => _held = new HeldDatabase((IDatabase)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }

    /// <summary>Every fourth is archived already.</summary>
    private Task AddAsync(int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (number, _) =>
    {
        var created = await CreateAsync($"Conversation {number}");
        if (number % 4 == 0)
        {
            await Conversations.ArchiveAsync(Alice, created.Id, archived: true, Cancel);
        }
    });

    private async Task<SortedDictionary<Guid, string>> StatesAsync()
    {
        SortedDictionary<Guid, string> states = [];
        foreach (var scope in (ConversationScope[])[ConversationScope.All, ConversationScope.Deleted])
        {
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await Conversations.ListAsync(Alice, new ConversationFilter { Status = scope }, ConversationOrder.NewestFirst, cursor, PageLimits.Max, Cancel);
                foreach (var conversation in page.Items)
                {
                    states.Add(conversation.Id, $"{conversation.Title} {conversation.Status}{(conversation.Starred ? " starred" : "")}");
                }

                cursor = page.NextCursor;
            }
        }

        return states;
    }

    /// <summary>A database whose writes wait, or fail, from one of them on.</summary>
    private sealed class HeldDatabase(IDatabase database) : IDatabase
    {
        private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = int.MaxValue;
        private bool _fails;

        public DatabaseUrl Url => database.Url;

        public Task Reached => _reached.Task;

        public void HoldAfter(int writes) => Begin(writes, fails: false);

        public void FailAfter(int writes) => Begin(writes, fails: true);

        public void LetGo()
        {
            _left = int.MaxValue;
            _open.SetResult();
        }

        public async Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _left) < 0)
            {
                if (_fails)
                {
                    _left = int.MaxValue;
                    throw new InvalidOperationException("The disk is on fire.");
                }

                _reached.TrySetResult();
                await _open.Task;
            }

            return await database.WriteAsync(work, cancellationToken);
        }

        public Task PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

        public Task PingAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);

        public Task<long> SizeAsync(CancellationToken cancellationToken) => database.SizeAsync(cancellationToken);

        public Task<bool> ClearRemovedAsync(CancellationToken cancellationToken) => database.ClearRemovedAsync(cancellationToken);

        public ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(cancellationToken);

        public ValueTask DisposeAsync() => database.DisposeAsync();

        private void Begin(int writes, bool fails)
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_left, _fails) = (writes, fails);
        }
    }
}
