using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// Renders what a page shows many of, and what does not change by itself (a row, a message), to markup, once. The circuit
/// then keeps one string for each of them instead of a tree of components, which is several times as large. Nothing in it
/// can call the server by itself: what is pressed there is heard by a script of the list around it. Its components get
/// all they need as parameters: a cascading value of the circuit would know them, and so keep them, until the circuit ends.
/// </summary>
internal static class StaticMarkup
{
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    public static async Task<MarkupString> RenderAsync<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent =>
        (await RenderEachAsync<TComponent>([parameters]))[0];

    public static async Task<IReadOnlyList<MarkupString>> RenderEachAsync<TComponent>(IEnumerable<Dictionary<string, object?>> parametersOfEach)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var rendered = new List<MarkupString>();
            foreach (var parameters in parametersOfEach)
            {
                var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters));
                rendered.Add(new MarkupString(root.ToHtmlString()));
            }

            return rendered;
        });
    }
}
