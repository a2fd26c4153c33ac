using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ConvoWeb.Tests.Unit.Architecture;

/// <summary>The texts of a feature stand in one place, its <c>XTexts.resx</c>, so that another language is another file.</summary>
public sealed partial class TextsTests
{
    private const int RegexTimeout = 5000;

    private static readonly string Product = Path.Combine(Repository(), "src/ConvoWeb");

    [Fact]
    public void No_text_stands_in_markup() =>
        Assert.Empty(Files("*.razor").SelectMany(file => RazorTexts.Of(File.ReadAllText(file)).Select(text => $"{Path.GetRelativePath(Product, file)}: {text}")));

    /// <summary>Scripts take their words from the page.</summary>
    [Fact]
    public void No_sentence_stands_in_a_script() =>
        Assert.Empty(Files("*.js").SelectMany(file => Sentence().Matches(File.ReadAllText(file)).Select(found => $"{Path.GetRelativePath(Product, file)}: {found.Value}")));

    [Fact]
    public void Every_text_is_used()
    {
        var used = Files("*.cs").Concat(Files("*.razor"))
            .SelectMany(file => UsedText().Matches(File.ReadAllText(file)))
            .Select(use => use.Value)
            .ToHashSet(StringComparer.Ordinal);
        var texts = Files("*Texts.resx").SelectMany(file => Texts(file).Keys.Select(key => $"{Path.GetFileNameWithoutExtension(file)}.{key}")).ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Contains(text, used));
    }

    [Fact]
    public void A_translation_takes_the_values_that_its_text_has_and_is_of_a_text_that_is_there()
    {
        foreach (var file in Files("*Texts.resx"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var values = Texts(file).ToDictionary(text => text.Key, text => ValuesOf(text.Value), StringComparer.Ordinal);

            Assert.All(Files($"{name}.*.resx").SelectMany(Texts), text => Assert.Equal(values[text.Key], ValuesOf(text.Value)));
        }
    }

    [Fact]
    public void No_text_is_kept_from_the_first_reader_for_all_others()
    {
        using var file = new PEReader(File.OpenRead(typeof(Program).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = new Names(metadata);

        // A static field is filled once, in the language of whoever comes first.
        Assert.Empty(metadata.MethodDefinitions
            .Select(metadata.GetMethodDefinition)
            .Where(method => metadata.GetString(method.Name) is ".cctor")
            .Where(method => Il.Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader())
                .Where(token => token.Kind is HandleKind.MethodDefinition)
                .Select(token => names.Of(metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType()))
                .Any(type => type.EndsWith("Texts", StringComparison.Ordinal)))
            .Select(method => names.Of(method.GetDeclaringType())));
    }

    [Theory]
    [InlineData("<h2>Nothing found</h2>", "Nothing found")]
    [InlineData("<p>@Texts.Sum in <b>@name</b></p>", "in")]
    [InlineData("<p>\n    Words\n    <b>@name</b>\n</p>", "Words")]
    [InlineData("<i title=\"Star it\"></i>", "Star it")]
    [InlineData("<Choice Label=\"@($\"Actions for {name}\")\" />", "$\"Actions for {name}\"")]
    [InlineData("<p>@(isSaved ? \"Saved\" : null)</p>", "\"Saved\"")]
    [InlineData("@if (a == \"b\")\n{\n    <p>@a</p>\n}\nelse if (Is(\"c\"))\n{\n    Other\n}", "Other")]
    [InlineData("@foreach (var a in b)\n{\n    if (a)\n    {\n        <i>@a</i>\n    }\n    else\n    {\n        Last\n    }\n}", "Last")]
    [InlineData("@foreach (var a in B(c))\n{\n    var d = a.E(\"f\");\n    <p>@d.G(\"9\")[0]?.H: all</p>\n}", ": all")]
    [InlineData("<p>@a</p>\n@code {\n    string B => \"c\";\n    RenderFragment D => @<b>Bold</b>;\n}", "Bold")]
    public void A_text_in_markup_is_seen(string markup, string text) => Assert.Equal([text], RazorTexts.Of(markup));

    [Theory]
    [InlineData("@page \"/search\"\n@using System.Text\n@* A comment. *@\n<!-- Another one. -->")]
    [InlineData("<p class=\"cw-dim @(isOld ? \"old\" : null)\" @onclick='() => Go(\"there\")' disabled>@Texts.Sum&nbsp;· @(count)+</p>")]
    [InlineData("<Choice OnClick=\"() => _rename.Open(search)\" Icon=\"IconName.Pencil\" Label=\"@Texts.Of(name)\" />")]
    [InlineData("@Icons.Of(IconName.Play, small: true, css: \"play\")@Icons.Of(IconName.Down, css: isOpen ? \"up\" : null)")]
    [InlineData("@{ var number = 0; }\n@switch (a)\n{\n    case B.C:\n        number = 1;\n        <i></i>\n        break;\n    default:\n        break;\n}")]
    public void What_is_not_for_reading_is_left_alone(string markup) => Assert.Empty(RazorTexts.Of(markup));

    private static Dictionary<string, string> Texts(string file) => XDocument.Load(file).Root!
        .Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    /// <summary>How many, up to the highest number; a text that is no format at all throws.</summary>
    private static int ValuesOf(string text) => CompositeFormat.Parse(text).MinimumArgumentCount;

    private static string[] Files(string pattern) =>
        [.. Directory.GetFiles(Product, pattern, SearchOption.AllDirectories).Where(file => !BuildOutput().IsMatch(Path.GetRelativePath(Product, file)))];

    private static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex(@"\b\w+Texts\.\w+", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex UsedText();

    [GeneratedRegex("[\"'`]\\p{Lu}\\p{Ll}+ \\p{L}[^\"'`]*", RegexOptions.None, RegexTimeout)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^(bin|obj|wwwroot[\\/]_framework)\b", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex BuildOutput();
}
