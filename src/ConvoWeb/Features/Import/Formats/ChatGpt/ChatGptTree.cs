using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>One entry of the <c>mapping</c>; the message is missing from a root.</summary>
internal sealed class ChatGptNode(string key, JsonElement value)
{
    public string Key => key;

    public JsonElement Value => value;

    public JsonElement? Message => value.Object("message");

    public ChatGptNode? Parent { get; set; }

    public List<ChatGptNode> Children { get; } = [];
}

/// <summary>
/// The <c>mapping</c> as trees. Real files have cycles, parents that are not there, nodes that no root leads to and lists
/// of children that are missing: every node has its place all the same.
/// </summary>
internal sealed class ChatGptTree
{
    private readonly Dictionary<string, ChatGptNode> _nodes = new(StringComparer.Ordinal);

    public ChatGptTree(JsonElement mapping)
    {
        foreach (var member in mapping.EnumerateObject())
        {
            _nodes[member.Name] = new ChatGptNode(member.Name, member.Value);
        }

        FindParents();
        CutCycles();
        FindChildren();
    }

    /// <summary>
    /// Parents before their children, branch by branch, in the order of the export; but the branch with
    /// <paramref name="current"/> comes last of each, so that the newest messages are those that the reader last saw.
    /// </summary>
    public IEnumerable<ChatGptNode> InOrder(string? current)
    {
        var active = new HashSet<ChatGptNode>();
        for (var node = current is null ? null : _nodes.GetValueOrDefault(current); node is not null; node = node.Parent)
        {
            active.Add(node);
        }

        var waiting = new Stack<ChatGptNode>();
        Push(_nodes.Values.Where(node => node.Parent is null));
        while (waiting.TryPop(out var node))
        {
            yield return node;
            Push(node.Children);
        }

        void Push(IEnumerable<ChatGptNode> siblings)
        {
            foreach (var node in siblings.OrderBy(active.Contains).Reverse())
            {
                waiting.Push(node);
            }
        }
    }

    private void FindParents()
    {
        foreach (var node in _nodes.Values)
        {
            node.Parent = node.Value.Text("parent") is { } parent ? Other(node, parent) : null;
        }

        foreach (var node in _nodes.Values)
        {
            foreach (var child in ListedChildren(node).Where(child => child.Parent is null))
            {
                child.Parent = node;
            }
        }
    }

    private void CutCycles()
    {
        var free = new HashSet<ChatGptNode>(); // of which is known that the way up ends
        var way = new HashSet<ChatGptNode>();
        foreach (var start in _nodes.Values)
        {
            way.Clear();
            var node = start;
            while (!free.Contains(node))
            {
                way.Add(node);
                if (node.Parent is null)
                {
                    break;
                }

                if (way.Contains(node.Parent))
                {
                    node.Parent.Parent = null;
                    break;
                }

                node = node.Parent;
            }

            free.UnionWith(way);
        }
    }

    private void FindChildren()
    {
        var placed = new HashSet<ChatGptNode>();
        foreach (var node in _nodes.Values)
        {
            node.Children.AddRange(ListedChildren(node).Where(child => child.Parent == node && placed.Add(child)));
        }

        foreach (var node in _nodes.Values.Where(node => node.Parent is not null && placed.Add(node)))
        {
            node.Parent!.Children.Add(node);
        }
    }

    private IEnumerable<ChatGptNode> ListedChildren(ChatGptNode node) =>
        ((JsonElement?)node.Value).Items("children").Select(child => child.Text() is { } key ? Other(node, key) : null).OfType<ChatGptNode>();

    private ChatGptNode? Other(ChatGptNode node, string key) =>
        _nodes.GetValueOrDefault(key) is { } other && other != node ? other : null;
}
