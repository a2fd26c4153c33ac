using System.Collections.Frozen;

namespace ConvoWeb.Features.Messages.Code;

/// <summary>What stands between two marks: a text or a comment.</summary>
/// <param name="Escape">The character that takes the next one along.</param>
/// <param name="IsLong">It may go over several lines.</param>
/// <param name="MaxLength">Longer is none: a quote may be an apostrophe, or begin something else.</param>
internal sealed record CodeSpan(string Open, string Close, CodeKind Kind, char? Escape = null, bool IsLong = false, int MaxLength = int.MaxValue);

/// <summary>One language, as far as colours tell it apart. All that <see cref="CodeLexer"/> knows of it stands here.</summary>
internal sealed record CodeLanguage
{
    public IReadOnlyList<CodeSpan> Spans { get; init; } = [];

    public FrozenSet<string> Keywords { get; init; } = [];

    /// <summary>What a word may hold beside letters, digits and the low line.</summary>
    public string InWords { get; init; } = "";

    /// <summary>The first word of a command is one, what begins with a hyphen is an option (shell).</summary>
    public bool HasCommands { get; init; }

    /// <summary>A word or text before a colon is a name (JSON, YAML, CSS).</summary>
    public bool HasNames { get; init; }

    /// <summary>A word after &lt; is a name, and nothing outside of the angle brackets means anything (HTML).</summary>
    public bool HasTags { get; init; }

    /// <summary>The first characters of a line say what it is (diff).</summary>
    public bool HasLineMarks { get; init; }

    public static CodeLanguage? Find(string name) => CodeLanguages.ByName.GetValueOrDefault(name);
}
