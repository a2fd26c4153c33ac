using Xunit;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Tests that load the machine fully: nothing else runs beside them, neither to disturb them nor to be disturbed.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
