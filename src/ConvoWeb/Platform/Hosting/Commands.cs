using ConvoWeb.Data.Providers;

namespace ConvoWeb.Platform.Hosting;

/// <summary>Work on what is stored that is asked for on the console: <c>dotnet run --project src/ConvoWeb -- index check</c>.</summary>
internal interface ICommand
{
    /// <summary>The words that it is called by.</summary>
    string Name { get; }

    /// <summary>What may follow the name, for a list of all; null: nothing.</summary>
    string? Argument => null;

    /// <summary>What it does, for a list of all.</summary>
    string Description { get; }

    /// <summary>Whether the database is made ready before, for which a SQLite file must be free.</summary>
    bool NeedsDatabase => true;

    /// <summary>False when something is wrong that the output has told.</summary>
    /// <param name="argument">Null when nothing follows the name.</param>
    Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken);
}

/// <summary>Runs a command of a feature instead of the server: with the same settings, on no port, and without what works in the background.</summary>
internal static class Commands
{
    private const int Done = 0, Failed = 1, NotUnderstood = 2;

    /// <summary>The words before the first setting (<c>--urls=…</c>, <c>DB_URL=…</c>). Without any, the program serves.</summary>
    public static string In(IEnumerable<string> args) => string.Join(' ', args.TakeWhile(arg => !IsSetting(arg)));

    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, IReadOnlyList<string> args)
    {
        await using (app)
        {
            return await RunAsync(app.Services, args, Console.Out, Console.Error, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="RunCommandAsync"/>
    public static async Task<int> RunAsync(
        IServiceProvider services, IReadOnlyList<string> args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var commands = services.GetServices<ICommand>().ToList();
        var name = In(args);
        if (commands.Find(command => command.Argument is null ? command.Name == name : name.Split(' ')[0] == command.Name) is not { } command)
        {
            await ExplainAsync(name, commands, errors);
            return NotUnderstood;
        }

        var database = services.GetRequiredService<IDatabase>();
        try
        {
            if (command.NeedsDatabase)
            {
                await database.PrepareAsync(cancellationToken);
            }

            return await command.RunAsync(name.Length > command.Name.Length ? name[command.Name.Length..].Trim() : null, output, cancellationToken) ? Done : Failed;
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
        var width = commands.Max(command => Call(command).Length);
        foreach (var command in commands)
        {
            await errors.WriteLineAsync($"  {Call(command).PadRight(width)}  {command.Description}");
        }
    }

    private static string Call(ICommand command) => command.Argument is null ? command.Name : $"{command.Name} {command.Argument}";

    private static bool IsSetting(string arg) => arg is ['-' or '/', ..] || arg.Contains('=', StringComparison.Ordinal);
}
