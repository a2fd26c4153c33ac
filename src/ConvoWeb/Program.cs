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
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Stats;
using ConvoWeb.Platform.Hosting;

if (args is [PdfWorker.Command])
{
    return PdfWorker.Run();
}

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = Settings.Read(builder.Configuration);
    builder.AddPlatform(settings).Services
        .AddAccounts()
        .AddLive(settings)
        .AddMessages()
        .AddConversations()
        .AddSearch()
        .AddStats()
        .AddJobs()
        .AddExport()
        .AddImport()
        .AddHistory()
        .AddPages();
    var app = builder.Build();
    if (Commands.In(args) is { Length: > 0 } command)
    {
        return await app.RunCommandAsync(command);
    }

    app.UsePlatform().UsePages();
    app.MapPlatform();
    app.MapMessages();
    app.MapConversations();
    app.MapSearch();
    app.MapStats();
    app.MapJobs();
    app.MapExport();
    app.MapImport();
    app.MapPages();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFaults.Explain(exception) is { } reason)
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}
