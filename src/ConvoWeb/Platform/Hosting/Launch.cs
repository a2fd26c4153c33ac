namespace ConvoWeb.Platform.Hosting;

/// <summary>Starts the program, with what its features add: as a server, or for one command.</summary>
internal static class Launch
{
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection, Settings> add, Action<WebApplication> map)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            var settings = Settings.Read(builder.Configuration);
            add(builder.AddPlatform(settings).Services, settings);
            var app = builder.Build();
            if (Commands.In(args).Length > 0)
            {
                return await app.RunCommandAsync(args);
            }

            app.UsePlatform();
            map(app);
            app.MapPlatform();
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (StartFaults.Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }
}
