namespace ConvoWeb.Features.History.Connecting;

/// <summary>How a program is given the address of ConvoWeb in the place of its model's server.</summary>
/// <param name="address">What a client of OpenAI's takes as its base address: <c>http://localhost:5080/v1</c>.</param>
/// <param name="hasKey">ConvoWeb signs in with a key of its own, so the caller's may be any word.</param>
public sealed class UpstreamExamples(string address, bool hasKey)
{
    private const string Model = "gpt-4o-mini";
    private const string Question = "Which museums in Oslo are open on Monday?";
    private const string AnyWord = "unused";

    /// <summary>What to set before there is anything to show.</summary>
    public static string Setting(bool localOnly) => localOnly ? "UPSTREAM_URL=http://localhost:11434/v1" : "UPSTREAM_URL=https://api.openai.com/v1";

    /// <summary>For who writes the program.</summary>
    public IReadOnlyList<ConnectExample> OfClients =>
    [
        new(ConnectingTexts.AsItIs, ConnectingTexts.WhoReadsVariable, ConnectingTexts.Shell, $"export OPENAI_BASE_URL={address}"),
        new(ConnectingTexts.AskWithCurl, ConnectingTexts.WhatCurlShows, ConnectingTexts.Shell, Curl),
        new(ConnectingTexts.AskWithPython, ConnectingTexts.NeedsPythonClient, "Python", Python),
        new(ConnectingTexts.AskWithJavaScript, ConnectingTexts.NeedsJavaScriptClient, "JavaScript", JavaScript),
        new(ConnectingTexts.AskWithDotNet, ConnectingTexts.NeedsDotNet, "C#", DotNet),
    ];

    /// <summary>For who has it: what it is called, where its settings are, and the lines.</summary>
    public IReadOnlyList<ConnectExample> OfPrograms =>
    [
        new("Open WebUI", "", ConnectingTexts.OpenWebUiEnvironment, $"OPENAI_API_BASE_URL={address}"),
        new("LibreChat", "", "LibreChat · librechat.yaml", LibreChat),
        new("Continue", "", "Continue · config.yaml", Continue),
        new("aider", "", ConnectingTexts.AiderShell, $"export OPENAI_API_BASE={address}\naider --model openai/{Model}"),
    ];

    private string Curl =>
        $$"""
        curl -sS --fail-with-body {{address}}/chat/completions \
          -H 'Content-Type: application/json' \{{(hasKey ? "" : "\n  -H \"Authorization: Bearer $OPENAI_API_KEY\" \\")}}
          -d '{"model": "{{Model}}", "messages": [
            {"role": "user", "content": "{{Question}}"}]}'
        """;

    private string Python =>
        $$"""
        from openai import OpenAI

        client = OpenAI(base_url="{{address}}"{{(hasKey ? $", api_key=\"{AnyWord}\"" : "")}})
        stream = client.chat.completions.create(
            model="{{Model}}", stream=True, messages=[
                {"role": "user", "content": "{{Question}}"}])
        for chunk in stream:
            if chunk.choices:
                print(chunk.choices[0].delta.content or "", end="", flush=True)
        """;

    private string JavaScript =>
        $$"""
        import OpenAI from "openai";

        const client = new OpenAI({ baseURL: "{{address}}"{{(hasKey ? $", apiKey: \"{AnyWord}\"" : "")}} });
        const stream = await client.chat.completions.create({
          model: "{{Model}}", stream: true, messages: [
            { role: "user", content: "{{Question}}" }] });
        for await (const chunk of stream) {
          process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
        }
        """;

    private string DotNet =>
        $$"""
        #:package OpenAI@2.*
        using System.ClientModel;
        using OpenAI;
        using OpenAI.Chat;

        var key = {{(hasKey ? $"\"{AnyWord}\"" : "Environment.GetEnvironmentVariable(\"OPENAI_API_KEY\")!")}};
        var client = new ChatClient("{{Model}}", new ApiKeyCredential(key),
            new OpenAIClientOptions { Endpoint = new Uri("{{address}}") });
        var stream = client.CompleteChatStreamingAsync("{{Question}}");
        await foreach (var update in stream)
        {
            Console.Write(string.Concat(update.ContentUpdate.Select(part => part.Text)));
        }
        """;

    private string LibreChat =>
        $$"""
        endpoints:
          custom:
            - name: "ConvoWeb"
              baseURL: "{{address}}"
              apiKey: "{{(hasKey ? AnyWord : "${OPENAI_API_KEY}")}}"
              models:
                default: ["{{Model}}"]
                fetch: true
        """;

    private string Continue =>
        $$"""
        models:
          - name: ConvoWeb
            provider: openai
            model: {{Model}}
            apiBase: {{address}}
            apiKey: {{(hasKey ? AnyWord : "${{ secrets.OPENAI_API_KEY }}")}}
        """;
}
