namespace ConvoWeb.Bench;

/// <summary>Work that ConvoWeb and the floor do in turns.</summary>
internal interface IScenario
{
    Task RunAsync(CancellationToken cancellationToken);
}
