using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ConvoWeb.Tests.Unit.Support;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>
/// Runs a theory on both databases. Its first parameter is the <see cref="Engine"/>; the others, if any, are
/// <paramref name="more"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class DatabaseDataAttribute(params object?[] more) : DataAttribute
{
    public object?[] More => more;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. Enum.GetValues<Engine>().Select(engine => new TheoryDataRow([engine, .. more]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
