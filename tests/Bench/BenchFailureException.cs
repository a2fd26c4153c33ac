namespace ConvoWeb.Bench;

/// <summary>A process did not start, a request failed or a count is wrong. (Never: it took too long.)</summary>
public sealed class BenchFailureException(string message) : Exception(message);
