using ConvoWeb.Data.Providers;

namespace ConvoWeb.Platform.Hosting;

/// <summary>Work on what is stored that is asked for on the console: <c>dotnet run --project src/ConvoWeb -- index check</c>.</summary>
internal interface ICommand
{
    /// <summary>The words that it is called by.</summary>
    string Name { get; }

    /// <summary>What it does, for a list of all.</summary>
    string Description { get; }

    /// <summary>On a database that is ready. False when something is wrong that the output has told.</summary>
    Task<bool> RunAsync(TextWriter output, CancellationToken cancellationToken);
}

/// <summary>Runs a command of a feature instead of the server: with the same settings, on no port, and without what works in the background.</summary>
internal static class Commands
{
    private const int Done = 0, Failed = 1, NotUnderstood = 2;

    /// <summary>The words before the first setting (<c>--urls=…</c>, <c>DB_URL=…</c>). Without any, the program serves.</summary>
    public static string In(IEnumerable<string> args) =>
        string.Join(' ', args.TakeWhile(arg => arg is not ['-' or '/', ..] && !arg.Contains('=', StringComparison.Ordinal)));

    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, string name)
    {
        await using (app)
        {
            return await RunAsync(app.Services, name, Console.Out, Console.Error, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="RunCommandAsync"/>
    public static async Task<int> RunAsync(
        IServiceProvider services, string name, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var commands = services.GetServices<ICommand>().ToList();
        if (commands.Find(command => command.Name == name) is not { } command)
        {
            await ExplainAsync(name, commands, errors);
            return NotUnderstood;
        }

        var database = services.GetRequiredService<IDatabase>();
        try
        {
            await database.PrepareAsync(cancellationToken);
            return await command.RunAsync(output, cancellationToken) ? Done : Failed;
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            await errors.WriteLineAsync(fault.Message);
            return Failed;
        }
    }

    private static async Task ExplainAsync(string name, List<ICommand> commands, TextWriter errors)
    {
        await errors.WriteLineAsync($"There is no command '{name}'. These are there; without one, ConvoWeb serves.");
        var width = commands.Max(command => command.Name.Length);
        foreach (var command in commands)
        {
            await errors.WriteLineAsync($"  {command.Name.PadRight(width)}  {command.Description}");
        }
    }
}
