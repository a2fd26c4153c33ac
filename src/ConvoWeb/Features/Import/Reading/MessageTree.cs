using System.Runtime.InteropServices;
using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>A message of a source, or what stands between its messages, and what it says of its place.</summary>
internal sealed class MessageNode(string key, JsonElement value)
{
    /// <summary>Of its own in its tree, also where the source gives an id to several.</summary>
    public string Key { get; set; } = key;

    public JsonElement Value => value;

    public string? ParentKey { get; init; }

    public IEnumerable<string> ChildKeys { get; init; } = [];

    public MessageNode? Parent { get; set; }

    public List<MessageNode> Children { get; } = [];
}

/// <summary>
/// Messages that name their parents or their children. Real files have cycles, parents that are not there, several roots,
/// ids that repeat and lists of children that are missing: every message has its place all the same.
/// </summary>
internal sealed class MessageTree
{
    private readonly Dictionary<string, MessageNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    public MessageTree(IEnumerable<MessageNode> nodes)
    {
        foreach (var node in nodes)
        {
            Add(node);
        }

        FindParents();
        CutCycles();
        FindChildren();
    }

    /// <summary>An object of nodes by their ids.</summary>
    public static MessageTree OfMapping(JsonElement mapping, string parent, string children) => new(mapping.Members().Select(node =>
        new MessageNode(node.Name, node.Value)
        {
            ParentKey = node.Value.Text(parent),
            ChildKeys = node.Value.Items(children).Select(child => child.Text()).OfType<string>(),
        }));

    /// <summary>A list of messages, each below the one that it names; one that has no such member is below the one before it.</summary>
    public static MessageTree OfList(IEnumerable<JsonElement> messages, string id, string? parent = null)
    {
        var list = messages.Where(message => message.ValueKind is JsonValueKind.Object).ToList();
        var isTree = parent is not null && list.Exists(message => message.Text(parent) is not null);
        return new MessageTree(Nodes());

        // Each gets its key in the tree before the next one is made.
        IEnumerable<MessageNode> Nodes()
        {
            MessageNode? previous = null;
            foreach (var message in list)
            {
                var names = isTree && message.Members().Any(member => member.Name == parent);
                yield return previous = new MessageNode(message.Text(id) is { Length: > 0 } own ? own : RecordIds.After(previous?.Key, message), message)
                {
                    ParentKey = names ? message.Text(parent!) : previous?.Key,
                };
            }
        }
    }

    /// <summary>Messages that hold those that follow them; one without an id is known by where it stands.</summary>
    public static MessageTree OfNested(IEnumerable<JsonElement> roots, string id, string children)
    {
        return new MessageTree(Nodes());

        IEnumerable<MessageNode> Nodes()
        {
            var waiting = new Stack<(JsonElement Message, string? Parent, int Index)>();
            Push(roots, null);
            while (waiting.TryPop(out var next))
            {
                var node = new MessageNode(next.Message.Text(id) is { Length: > 0 } own ? own : $"{next.Parent}/{next.Index}", next.Message)
                {
                    ParentKey = next.Parent,
                };
                yield return node;
                Push(next.Message.Items(children), node.Key);
            }

            void Push(IEnumerable<JsonElement> messages, string? parent)
            {
                foreach (var (index, message) in messages.Index().Where(item => item.Item.ValueKind is JsonValueKind.Object).Reverse())
                {
                    waiting.Push((message, parent, index));
                }
            }
        }
    }

    /// <summary>
    /// Parents before their children, branch by branch, in the order of the export; but the branch with
    /// <paramref name="current"/> comes last of each, so that the newest messages are those that the reader last saw.
    /// </summary>
    public IEnumerable<MessageNode> InOrder(string? current)
    {
        var active = new HashSet<MessageNode>();
        for (var node = current is null ? null : _nodes.GetValueOrDefault(current); node is not null; node = node.Parent)
        {
            active.Add(node);
        }

        var waiting = new Stack<MessageNode>();
        Push(_nodes.Values.Where(node => node.Parent is null));
        while (waiting.TryPop(out var node))
        {
            yield return node;
            Push(node.Children);
        }

        void Push(IEnumerable<MessageNode> siblings)
        {
            foreach (var node in siblings.OrderBy(active.Contains).Reverse())
            {
                waiting.Push(node);
            }
        }
    }

    /// <summary>The same message twice is one; another one with its id gets a key of its own.</summary>
    private void Add(MessageNode node)
    {
        var id = node.Key;
        while (!_nodes.TryAdd(node.Key, node))
        {
            if (JsonMarshal.GetRawUtf8Value(_nodes[node.Key].Value).SequenceEqual(JsonMarshal.GetRawUtf8Value(node.Value)))
            {
                return;
            }

            // Counted on, so that a million messages of one id cost no more than others.
            node.Key = $"{id}~{++CollectionsMarshal.GetValueRefOrAddDefault(_repeats, id, out _) + 1}";
        }
    }

    private void FindParents()
    {
        foreach (var node in _nodes.Values)
        {
            node.Parent = node.ParentKey is { } parent ? Other(node, parent) : null;
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
        var free = new HashSet<MessageNode>(); // of which is known that the way up ends
        var way = new HashSet<MessageNode>();
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
        var placed = new HashSet<MessageNode>();
        foreach (var node in _nodes.Values)
        {
            node.Children.AddRange(ListedChildren(node).Where(child => child.Parent == node && placed.Add(child)));
        }

        foreach (var node in _nodes.Values.Where(node => node.Parent is not null && placed.Add(node)))
        {
            node.Parent!.Children.Add(node);
        }
    }

    private IEnumerable<MessageNode> ListedChildren(MessageNode node) =>
        node.ChildKeys.Select(key => Other(node, key)).OfType<MessageNode>();

    private MessageNode? Other(MessageNode node, string key) =>
        _nodes.GetValueOrDefault(key) is { } other && other != node ? other : null;
}
