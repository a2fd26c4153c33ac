using Bunit;
using ConvoWeb.Components;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy;
using ConvoWeb.Features.Retention;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Stats;
using ConvoWeb.Platform.Caching;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Observability;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Renders pages as a circuit of Alice's does, over the real services and a database of the test's own.</summary>
public abstract class PageTest : BunitContext, IAsyncLifetime
{
    private TestDatabase? _database;

    /// <summary>States are waited for, so that a slow machine only takes longer.</summary>
    static PageTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    protected static CurrentUser Alice { get; } = new("alice");

    protected ConversationService Conversations => Services.GetRequiredService<ConversationService>();

    protected MessageService Messages => Services.GetRequiredService<MessageService>();

    protected PersonalityService Personalities => Services.GetRequiredService<PersonalityService>();

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>The system's, unless a test class has one of its own.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Settings of the README's table, beside the database.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> MoreSettings => [];

    /// <summary>In place of the product's, where a test has one of its own.</summary>
    protected virtual void Replace(IServiceCollection services)
    {
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var settings = Settings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection([new("DB_URL", _database.Address), .. MoreSettings])
            .Build());
        Services
            .AddSingleton(settings)
            .AddSingleton(Clock)
            .AddConvoData(_database.Url)
            .AddObservability()
            .AddAnswerCache(settings)
            .AddLive(settings)
            .AddMessages()
            .AddConversations()
            .AddSearch()
            .AddStats()
            .AddJobs()
            .AddExport()
            .AddImport()
            .AddPrivacy()
            .AddRetention()
            .AddHistory()
            .AddSharedComponents()
            .AddCascadingValue(_ => Alice);
        Replace(Services);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.SetupModule().Mode = JSRuntimeMode.Loose;
    }

    protected Task<ConversationView> CreateAsync(string title, params NewMessage[] messages) =>
        Conversations.CreateAsync(Alice, new NewConversation { Title = title, Messages = messages }, null, Cancel);

    protected Task<AppendResult?> AppendAsync(Guid conversation, NewMessage message) =>
        Services.GetRequiredService<AppendService>().AppendAsync(Alice, conversation, message, null, Cancel);

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
