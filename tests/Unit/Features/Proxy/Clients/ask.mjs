// Asks a model, as any program may that uses the npm client of OpenAI. Requests come in, one JSON object a line; what it
// was given goes out, one line for each.
import OpenAI from "openai";
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await ask(JSON.parse(line)))}\n`);
}

async function ask({ address, headers, retries, request }) {
  const view = { yielded: [], fault: null, status: 0, headers: [], bytes: "" };
  const pieces = [];
  const client = new OpenAI({ apiKey: "test", baseURL: `${address}/v1`, maxRetries: retries, defaultHeaders: headers, fetch: watch });
  try {
    const answer = await client.chat.completions.create(request);
    if (request.stream) {
      for await (const chunk of answer) {
        view.yielded.push(JSON.stringify(chunk));
      }
    } else {
      view.yielded.push(JSON.stringify(answer));
    }
  } catch (error) {
    const { name, message, status, code, type, param, requestID } = error;
    view.fault = JSON.stringify({ name, message, status, code, type, param, requestID, error: error.error });
  }
  view.bytes = Buffer.concat(pieces).toString("base64");
  return view;

  // Of several tries the last one counts.
  async function watch(url, options) {
    const answer = await fetch(url, options);
    view.status = answer.status;
    view.headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    pieces.length = 0;
    const watched = new TransformStream({
      transform(piece, controller) {
        pieces.push(piece);
        controller.enqueue(piece);
      },
    });
    return new Response(answer.body.pipeThrough(watched), answer);
  }
}
