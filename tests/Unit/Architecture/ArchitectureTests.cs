using ConvoWeb.Data;

namespace ConvoWeb.Tests.Unit.Architecture;

public sealed class ArchitectureTests
{
    private const string Features = "ConvoWeb.Features.";

    private static readonly string[] Conversations = ["Messages", "Audit", "Accounts", "Live", "Privacy"];

    private static readonly string[] Search = ["Conversations", .. Conversations];

    private static readonly string[] Export = ["Search", "Jobs", .. Search];

    /// <summary>What a feature may use; nothing points back up.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Audit"] = [],
        ["Accounts"] = ["Audit"],
        ["Live"] = ["Accounts"],
        ["Privacy"] = ["Audit", "Accounts", "Live"],
        ["Messages"] = ["Audit", "Accounts", "Live", "Privacy"],
        ["Conversations"] = Conversations,
        ["Search"] = Search,
        ["Stats"] = ["Accounts", "Live"],
        ["Export"] = Export,
        ["Jobs"] = ["Messages", "Audit", "Accounts", "Live", "Privacy"],
        ["Import"] = ["Jobs", "Conversations", .. Conversations],
        ["Proxy"] = ["Conversations", .. Conversations],
        ["Retention"] = ["Export", .. Export],
        ["History"] = ["Export", .. Export, "Stats", "Import", "Retention"],
    };

    private static readonly TypeReferences Product = TypeReferences.Of(typeof(Program).Assembly);

    [Fact]
    public void A_feature_uses_only_what_the_table_allows() => Assert.Empty(Product.Uses.Where(use => !IsAllowed(use.From, use.To)).Select(Told));

    [Fact]
    public void Every_feature_stands_in_the_table() =>
        Assert.Empty(Product.Uses.Select(use => FeatureOf(use.From)).OfType<string>().Distinct().Except(Allowed.Keys));

    [Fact]
    public void The_platform_knows_no_feature() =>
        Assert.Empty(Product.Uses.Where(use => use.From.StartsWith("ConvoWeb.Platform.") && FeatureOf(use.To) is not null).Select(Told));

    [Fact]
    public void The_shell_knows_no_feature() =>
        Assert.Empty(Product.Uses
            .Where(use => use.From.StartsWith("ConvoWeb.Components.") && FeatureOf(use.To) is not null)
            .Select(Told));

    [Fact]
    public void The_data_layer_does_not_know_the_product() =>
        Assert.DoesNotContain("ConvoWeb", TypeReferences.Of(typeof(ConvoDbContext).Assembly).Assemblies);

    [Fact]
    public void The_program_is_a_table_of_contents() =>
        Assert.InRange(File.ReadLines(Path.Combine(Repository(), "src/ConvoWeb/Program.cs")).Count(), 1, 59);

    [Fact]
    public void No_type_is_a_grab_bag()
    {
        string[] bags = ["Helper", "Helpers", "Manager", "Utils", "Utilities", "Common"];

        Assert.Empty(new[] { typeof(Program).Assembly, typeof(ConvoDbContext).Assembly, typeof(ArchitectureTests).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("ConvoWeb") is true)
            .Where(type => bags.Any(bag => type.Name.EndsWith(bag)) || type.Namespace!.Split('.').Intersect(bags).Any())
            .Select(type => type.FullName));
    }

    /// <summary>That the rules would notice: uses that are there in signatures, bodies, lambdas and async methods are seen.</summary>
    [Theory]
    [InlineData("ConvoWeb.Features.Conversations.ConversationService", "ConvoWeb.Features.Live.ILiveEvents")] // a field
    [InlineData("ConvoWeb.Features.Conversations.ConversationService", "ConvoWeb.Features.Live.LiveEvent")] // made in an async method
    [InlineData("ConvoWeb.Features.Conversations.ConversationService", "ConvoWeb.Features.Accounts.CurrentUser")] // a parameter
    [InlineData("ConvoWeb.Features.Conversations.NewConversation", "ConvoWeb.Features.Messages.NewMessage")] // inside a generic type
    [InlineData("ConvoWeb.Features.Messages.MessageEndpoints", "ConvoWeb.Features.Messages.MessageService")] // handed over as a delegate
    [InlineData("ConvoWeb.Features.Conversations.TranscriptReader", "ConvoWeb.Features.Messages.MessageColumns")] // a static call
    public void What_is_used_is_seen(string from, string to) => Assert.True(Product.Uses.Contains((from, to)));

    [Theory]
    [InlineData("ConvoWeb.Features.Messages.MessageService", "ConvoWeb.Features.Conversations.ConversationService", false)]
    [InlineData("ConvoWeb.Features.Live.LiveBus", "ConvoWeb.Features.Conversations.TranscriptHub", false)]
    [InlineData("ConvoWeb.Features.History.Pages.Home", "ConvoWeb.Features.Proxy.ProxyService", false)]
    [InlineData("ConvoWeb.Features.Unheard.Of", "ConvoWeb.Features.Live.LiveBus", false)]
    [InlineData("ConvoWeb.Features.Conversations.Tags.TagService", "ConvoWeb.Features.Messages.Drafts.DraftService", true)]
    [InlineData("ConvoWeb.Features.Messages.MessageService", "ConvoWeb.Features.Messages.Drafts.DraftService", true)]
    [InlineData("ConvoWeb.Features.Messages.MessageService", "ConvoWeb.Platform.Json.ApiJson", true)]
    public void The_table_reads_as_it_is_meant(string from, string to, bool allowed) => Assert.Equal(allowed, IsAllowed(from, to));

    private static bool IsAllowed(string from, string to) =>
        FeatureOf(from) is not { } user || FeatureOf(to) is not { } used || user == used
        || (Allowed.TryGetValue(user, out var allowed) && allowed.Contains(used));

    /// <summary>Subfolders follow their parent.</summary>
    private static string? FeatureOf(string type) => type.StartsWith(Features) ? type[Features.Length..].Split('.')[0] : null;

    private static string Told((string From, string To) use) => $"{use.From} uses {use.To}";

    private static string Repository([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
