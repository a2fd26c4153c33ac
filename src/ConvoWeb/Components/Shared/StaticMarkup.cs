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

    public static async Task<IReadOnlyList<MarkupString>> RenderAsync(IEnumerable<RenderFragment> contents)
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var rendered = new List<MarkupString>();
            foreach (var content in contents)
            {
                var root = await renderer.RenderComponentAsync<Content>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Content.Body)] = content }));
                rendered.Add(new MarkupString(root.ToHtmlString()));
            }

            return rendered;
        });
    }

    private sealed class Content : IComponent
    {
        private RenderHandle _renderHandle;

        [Parameter]
        public RenderFragment? Body { get; set; }

        public void Attach(RenderHandle renderHandle) => _renderHandle = renderHandle;

        public Task SetParametersAsync(ParameterView parameters)
        {
            parameters.SetParameterProperties(this);
            _renderHandle.Render(Body!);
            return Task.CompletedTask;
        }
    }
}
