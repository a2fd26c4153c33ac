namespace ConvoWeb.Features.Stats;

/// <summary>What the numbers say in words.</summary>
/// <param name="Figures">The numbers behind it.</param>
/// <param name="Address">Of what it counts.</param>
public sealed record Insight(string Sentence, string Figures, string? Address = null);
