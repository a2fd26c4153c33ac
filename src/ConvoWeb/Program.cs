using ConvoWeb.Components;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy;
using ConvoWeb.Features.Proxy;
using ConvoWeb.Features.Retention;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Stats;
using ConvoWeb.Platform.Hosting;

return args is [PdfWorker.Command] ? PdfWorker.Run() : await Launch.RunAsync(args, AddFeatures, MapFeatures);

static void AddFeatures(IServiceCollection services, Settings settings) => services
    .AddAccounts()
    .AddLive(settings)
    .AddPrivacy()
    .AddMessages()
    .AddConversations()
    .AddSearch()
    .AddStats()
    .AddJobs()
    .AddExport()
    .AddImport()
    .AddProxy()
    .AddRetention()
    .AddHistory()
    .AddPages();

static void MapFeatures(WebApplication app)
{
    app.UsePages();
    app.MapPrivacy();
    app.MapMessages();
    app.MapConversations();
    app.MapSearch();
    app.MapStats();
    app.MapJobs();
    app.MapExport();
    app.MapImport();
    app.MapProxy();
    app.MapRetention();
    app.MapPages();
}
