using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>The products that a file comes from, as they call themselves.</summary>
internal static class ImportSources
{
    /// <summary>ChatGPT; of more than one, with how many conversations are from each.</summary>
    public static string Of(ImportReport report)
    {
        List<(string Name, int Count)> sources = [.. report.Items.CountBy(item => NameOf(item.Source)).OrderByDescending(source => source.Value).Select(source => (source.Key, source.Value))];
        return sources is [var (name, _)] ? name : string.Join(" · ", sources.Select(source => Wording.Of(ImportTexts.SourceWithCount, source.Name, Wording.Number(source.Count))));
    }

    /// <summary>One that is not known here by its own word.</summary>
    private static string NameOf(string source) => source switch
    {
        "chatbotui" => "Chatbot UI",
        "chatgpt" => "ChatGPT",
        "claude" => "Claude",
        "claude-code" => "Claude Code",
        "codex" => "Codex",
        "convoweb" => "ConvoWeb",
        "deepseek" => "DeepSeek",
        "gemini-cli" => "Gemini CLI",
        "gemini-takeout" => "Gemini",
        "grok" => "Grok",
        "librechat" => "LibreChat",
        "openai-chat" => "OpenAI",
        "openassistant" => "Open Assistant",
        "openwebui" => "Open WebUI",
        "sharegpt" => "ShareGPT",
        "sillytavern" => "SillyTavern",
        _ => source,
    };
}
