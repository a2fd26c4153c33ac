using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What one can type, before one has typed anything.</summary>
public sealed partial class SearchExamples : ComponentBase
{
    private static IEnumerable<(string Query, string Meaning)> Examples =>
    [
        ("backup disk", SearchTexts.ExampleBothWords),
        ("\"second backup\"", SearchTexts.ExamplePhrase),
        ("train OR bus", SearchTexts.ExampleEither),
        ("trip -hotel", SearchTexts.ExampleWithout),
        ("title:recipe", SearchTexts.ExampleTitle),
        ("from:user after:30d", SearchTexts.ExampleWrittenLately),
        ("has:code from:ai", SearchTexts.ExampleCode),
        ("by:gpt-4* source:chatgpt", SearchTexts.ExampleByModel),
        ("is:starred duration:>5m", SearchTexts.ExampleStarred),
    ];
}
