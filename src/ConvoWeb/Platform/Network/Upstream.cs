namespace ConvoWeb.Platform.Network;

/// <summary>A server that speaks OpenAI's protocol, behind the proxy.</summary>
/// <param name="Name">As settings and addresses call it.</param>
/// <param name="Url">What a client takes as its base address, without a slash at its end: <c>https://api.openai.com/v1</c>.</param>
/// <param name="Models">What the names of its models begin with; none is every model that no other has.</param>
public sealed record Upstream(string Name, Uri Url, IReadOnlyList<string> Models)
{
    /// <summary>Of <c>UPSTREAM_URL</c>.</summary>
    public const string DefaultName = "default";

    /// <summary>Sent in place of what the caller signs in with; null passes that on. It is never told to anybody else.</summary>
    public string? Key { private get; init; }

    public bool HasKey => Key is not null;

    /// <summary>What to sign in with.</summary>
    /// <param name="own">What the caller sent.</param>
    public string? Authorization(string? own) => Key is null ? own : $"Bearer {Key}";

    public bool IsFor(string model) => Models.Any(start => model.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"{Name} at {Url.Host}";

    /// <summary><c>UPSTREAM_URL</c>, and <c>UPSTREAMS__NAME__URL</c> of the others.</summary>
    internal static IReadOnlyList<Upstream> Read(IConfiguration configuration, bool localOnly, ICollection<string> errors)
    {
        var upstreams = new List<Upstream>();
        if (configuration["UPSTREAM_URL"] is { Length: > 0 } url)
        {
            Add(DefaultName, "UPSTREAM_URL", url, configuration["UPSTREAM_KEY"], models: null);
        }

        foreach (var section in configuration.GetSection("UPSTREAMS").GetChildren())
        {
            Add(section.Key.ToLowerInvariant(), $"UPSTREAMS__{section.Key}__URL", section["URL"] ?? "", section["KEY"], section["MODELS"]);
        }

        return upstreams;

        void Add(string name, string setting, string url, string? key, string? models)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
            {
                errors.Add($"{setting} must be an http:// or https:// address without a key in it, as in https://api.openai.com/v1.");
            }
            else if (localOnly && ThisMachine.AddressOf(address.Host.Trim('[', ']')) is null)
            {
                errors.Add($"LOCAL_ONLY is on, but {setting} names another machine ({address.Host}).");
            }
            else
            {
                var path = address.AbsolutePath is "/" ? "/v1" : address.AbsolutePath.TrimEnd('/');
                upstreams.Add(new Upstream(name, new Uri(address, path), [.. (models ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)])
                {
                    Key = key is { Length: > 0 } ? key : null,
                });
            }
        }
    }
}
