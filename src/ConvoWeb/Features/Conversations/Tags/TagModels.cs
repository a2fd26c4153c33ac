namespace ConvoWeb.Features.Conversations.Tags;

/// <summary>A tag, and how many conversations have it; those in the trash do not count.</summary>
public sealed record TagView(string Name, int Count);
