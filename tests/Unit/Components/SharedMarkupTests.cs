using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Components;

/// <summary>Every shared component, rendered as pages do: its markup names what can be pressed, and what it refers to is there.</summary>
public sealed class SharedMarkupTests : PageTest
{
    private static readonly Dictionary<Type, Action<SharedMarkupTests>> Examples = new()
    {
        [typeof(CodeExample)] = test => test.Show<CodeExample>(("Name", "Create a conversation"), ("Language", "bash"), ("Code", "curl <address>")),
        [typeof(Dialog)] = test => test.Open(test.Show<Dialog>(("Title", "Rename"), ("ChildContent", Text("Inside"))), dialog => dialog.Open()),
        [typeof(KeyCaps)] = test => test.Show<KeyCaps>(("Keys", "G then H or Mod K")),
        [typeof(Menu)] = test => test.Show<Menu>(("Label", "More actions"), ("Key", "e"), ("ChildContent", (RenderFragment)Item)),
        [typeof(NothingHere)] = test => test.Show<NothingHere>(),
        [typeof(Rhythm)] = test => test.Show<Rhythm>(),
        [typeof(TextDialog)] = test => test.Open(
            test.Show<TextDialog>(("Title", "Save search"), ("Label", "Name"), ("Action", "Save"), ("Save", (string _) => Task.FromResult<string?>(null))),
            dialog => dialog.Open("Oslo")),
        [typeof(TimeText)] = test => test.Show<TimeText>(("At", DateTimeOffset.UnixEpoch)),
        [typeof(ToastHost)] = test => test.Toasts.Show("Archived", "Undo", () => Task.CompletedTask),
        [typeof(ToastMessage)] = test => test.Show<ToastMessage>(("Toast", new Toast("The disk is full.", IsFailure: true, null, null)), ("Key", null)),
    };

    private IRenderedComponent<IComponent>? _shown;

    private ToastService Toasts => Services.GetRequiredService<ToastService>();

    public static TheoryData<string> Names => [.. Examples.Keys.Select(type => type.Name)];

    [Fact]
    public void Every_shared_component_is_shown_here() =>
        Assert.Equal(
            typeof(Dialog).Assembly.GetTypes().Where(type => type.Namespace == typeof(Dialog).Namespace && type.IsPublic && type.IsAssignableTo(typeof(IComponent))).Select(type => type.Name).Order(StringComparer.Ordinal),
            Examples.Keys.Select(type => type.Name).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Its_markup_is_whole(string name)
    {
        var example = Examples.Single(pair => pair.Key.Name == name);
        var host = Render<ToastHost>();
        example.Value(this);
        var markup = _shown ?? (IRenderedComponent<IComponent>)host;
        if (_shown is null)
        {
            host.WaitForElement(".cw-toast");
        }

        var all = markup.FindAll("*").ToList();
        Assert.NotEmpty(all);
        var ids = all.Select(element => element.Id).Where(id => !string.IsNullOrEmpty(id)).ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        foreach (var reference in all.SelectMany(element => Referring(element)))
        {
            Assert.Contains(reference, ids);
        }

        foreach (var button in all.Where(element => element.LocalName is "button" || element.GetAttribute("role") is "menuitem" || element.LocalName is "a"))
        {
            Assert.True(button.LocalName is not "button" || button.HasAttribute("type"), button.OuterHtml);
            Assert.True(IsNamed(button), button.OuterHtml);
        }

        Assert.All(all.Where(element => element.LocalName is "dialog" || element.GetAttribute("role") is "menu" or "dialog"), element => Assert.True(element.HasAttribute("aria-label") || element.HasAttribute("aria-labelledby"), element.OuterHtml));
        Assert.All(all.Where(element => element.LocalName is "svg"), element => Assert.True(element.GetAttribute("aria-hidden") is "true" || element.HasAttribute("aria-label"), element.OuterHtml));
        Assert.All(all.Where(element => element.LocalName is "input"), input => Assert.Contains(all, label => label.LocalName is "label" && label.GetAttribute("for") == input.Id));
        Assert.All(all.Where(element => element.HasAttribute("data-key") && element.HasAttribute("aria-keyshortcuts")), element => Assert.Equal(element.GetAttribute("data-key"), element.GetAttribute("aria-keyshortcuts"), ignoreCase: true));
    }

    private static IEnumerable<string> Referring(IElement element) =>
        ((string[])["aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget"])
            .SelectMany(attribute => (element.GetAttribute(attribute) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static bool IsNamed(IElement element) =>
        element.TextContent.Trim().Length > 0 || element.HasAttribute("aria-label") || element.QuerySelector("[aria-label]") is not null;

    private static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

    private static void Item(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "button");
        builder.AddAttribute(1, "type", "button");
        builder.AddAttribute(2, "role", "menuitem");
        builder.AddContent(3, "Rename");
        builder.CloseElement();
    }

    private IRenderedComponent<T> Show<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        var shown = Render<T>(builder =>
        {
            foreach (var (name, value) in parameters)
            {
                builder.TryAdd(name, value);
            }
        });
        _shown = (IRenderedComponent<IComponent>)shown;
        return shown;
    }

    private void Open<T>(IRenderedComponent<T> shown, Action<T> open)
        where T : IComponent => shown.InvokeAsync(() => open(shown.Instance)).GetAwaiter().GetResult();
}
