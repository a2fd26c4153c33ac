using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What one can type, before one has typed anything.</summary>
public sealed partial class SearchExamples : ComponentBase
{
    private static readonly (string Query, string Meaning)[] Examples =
    [
        ("backup disk", "Both words, in one message"),
        ("\"second backup\"", "These words, one after the other"),
        ("train OR bus", "One of them is enough"),
        ("trip -hotel", "Without a word"),
        ("title:recipe", "A word of the title"),
        ("from:user after:30d", "What you wrote in the last 30 days"),
        ("has:code from:ai", "Answers with code in them"),
        ("is:starred duration:>5m", "Starred, with more than 5 minutes of speech"),
    ];
}
