using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What else can be done with all that a query finds; features that use the search register it.</summary>
public sealed record FoundPart(Func<string, RenderFragment> For);
