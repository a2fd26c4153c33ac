namespace ConvoWeb.Features.History.Connecting;

/// <summary>Lines that work as they stand.</summary>
/// <param name="Note">What they do, and what they need.</param>
public sealed record ConnectExample(string Name, string Note, string Language, string Code);

/// <summary>How a program sends what was said by itself, to the address that the page was opened at.</summary>
public static class ConnectExamples
{
    /// <param name="address">Ends with a slash.</param>
    public static IReadOnlyList<ConnectExample> At(string address) =>
    [
        new(ConnectingTexts.QuestionAndAnswer, ConnectingTexts.HowQuestionIsSent, ConnectingTexts.Shell, Curl(address)),
        new(ConnectingTexts.AnswerWhileWritten, ConnectingTexts.HowAnswerGrows, ConnectingTexts.Shell, Draft(address)),
        new(ConnectingTexts.WithPython, ConnectingTexts.WhatPythonNeeds, "Python", Python(address)),
        new(ConnectingTexts.WithJavaScript, ConnectingTexts.WhatJavaScriptNeeds, "JavaScript", JavaScript(address)),
    ];

    private static string Curl(string address) =>
        $$"""
        post() {
          curl -sS --fail-with-body "{{address}}$1" \
            -H 'Content-Type: application/json' -d "$2"
        }
        id_of() { sed 's/^{"id":"\([^"]*\)".*/\1/'; }

        conversation=$(post api/conversations '{"title": "Hello", "messages": [
          {"type": "user", "content": "Are you there?"}]}' | id_of)
        post v1/conversations/$conversation/messages '{"type": "ai", "content": "I am."}'
        """;

    private static string Draft(string address) =>
        $$"""
        post() {
          curl -sS --fail-with-body "{{address}}$1" \
            -H 'Content-Type: application/json' -d "$2"
        }
        id_of() { sed 's/^{"id":"\([^"]*\)".*/\1/'; }

        conversation=$(post api/conversations '{"title": "Good morning"}' | id_of)
        messages=v1/conversations/$conversation/messages
        draft=$(post $messages '{"type": "ai", "state": "draft"}' | id_of)
        post $messages/$draft/deltas '{"n": 0, "text": "Good "}'
        post $messages/$draft/deltas '{"n": 1, "text": "morning."}'
        post $messages/$draft/finalize '{}'
        """;

    private static string Python(string address) =>
        $$"""
        import json
        import urllib.request
        from openai import OpenAI

        model = "gpt-4o-mini"
        question = "Which museums in Oslo are open on Monday?"


        def post(path, body):
            request = urllib.request.Request(
                "{{address}}" + path,
                json.dumps(body).encode(),
                {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)


        conversation = post("api/conversations", {
            "title": question, "messages": [{"type": "user", "content": question}]})
        messages = f"v1/conversations/{conversation['id']}/messages"
        draft = post(messages, {"type": "ai", "state": "draft", "model": model})["id"]

        stream = OpenAI().chat.completions.create(
            model=model, messages=[{"role": "user", "content": question}], stream=True)
        n = 0
        for chunk in stream:
            text = chunk.choices[0].delta.content if chunk.choices else None
            if text:
                post(f"{messages}/{draft}/deltas", {"n": n, "text": text})
                n += 1

        post(f"{messages}/{draft}/finalize", {})
        """;

    private static string JavaScript(string address) =>
        $$"""
        import OpenAI from "openai";

        const model = "gpt-4o-mini";
        const question = "Which museums in Oslo are open on Monday?";

        async function post(path, body) {
          const answer = await fetch("{{address}}" + path, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body) });
          if (!answer.ok) {
            throw new Error(`${answer.status} ${await answer.text()}`);
          }

          return answer.json();
        }

        const conversation = await post("api/conversations", {
          title: question, messages: [{ type: "user", content: question }] });
        const messages = `v1/conversations/${conversation.id}/messages`;
        const draft = await post(messages, { type: "ai", state: "draft", model });

        const stream = await new OpenAI().chat.completions.create({
          model, messages: [{ role: "user", content: question }], stream: true });
        let n = 0;
        for await (const chunk of stream) {
          const text = chunk.choices[0]?.delta?.content;
          if (text) {
            await post(`${messages}/${draft.id}/deltas`, { n: n++, text });
          }
        }

        await post(`${messages}/${draft.id}/finalize`, {});
        """;
}
