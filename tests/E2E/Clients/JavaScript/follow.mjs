// Follows one conversation, as any program may that uses the npm client of SignalR:
//
//   node follow.mjs ADDRESS CONVERSATION [WebSockets | ServerSentEvents | LongPolling]
//
// Commands come in, one a line: join, leave, show. What happens goes out, one JSON object a line.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { createInterface } from "node:readline";

const [address, conversation, transport = "WebSockets"] = process.argv.slice(2);

// What is held: how far it has come, the messages, and of each draft the number of the next delta.
let version = 0;
const messages = new Map();
const drafts = new Map();
const faults = [];
let isFollowing = false;

const events = {
  MessageAdded(event) {
    if (messages.has(event.message_id)) {
      faults.push(`${event.message_id} was added twice`);
    }
    return keep(event);
  },
  MessageChanged: keep,
  MessageFinalized: keep,
  MessageRemoved({ message_id: id }) {
    messages.delete(id);
    drafts.delete(id);
  },
  DeltaAppended({ message_id: id, n, next, text }) {
    if (drafts.get(id) !== n) {
      faults.push(`delta ${n} of ${id} came where ${drafts.get(id)} was next`);
      return;
    }
    const message = messages.get(id);
    message.content += text;
    message.next_n = next;
    drafts.set(id, next);
  },
  ConversationChanged() {},
  ConversationRemoved() {},
};

async function keep({ message_id: id, message }) {
  // A large message is only named: it is read.
  message ??= await (await fetch(`${address}/api/conversations/${conversation}/messages/${id}`)).json();
  messages.set(id, message);
  if (message.state === "draft") {
    drafts.set(id, message.next_n);
  } else {
    drafts.delete(id);
  }
}

const connection = new HubConnectionBuilder()
  .withUrl(`${address}/hubs/transcript`, { transport: HttpTransportType[transport] })
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 })
  .configureLogging(LogLevel.None)
  .build();

// One after the other, although some of them have to read first.
let handled = Promise.resolve();
for (const [name, handle] of Object.entries(events)) {
  connection.on(name, (event) => {
    handled = handled.then(async () => {
      await handle(event);
      if (event.version < version) {
        faults.push(`${name} of version ${event.version} came after version ${version}`);
      }
      version = Math.max(version, event.version);
      print({ event: name, version, drafts: Object.fromEntries(drafts) });
    });
  });
}

connection.onreconnecting(() => print({ lost: true }));
connection.onreconnected(async () => {
  print({ reconnected: true });
  if (isFollowing) {
    await join().catch(() => {}); // lost again: then this is called again
  }
});

async function join() {
  isFollowing = true;
  await handled;
  const joined = await connection.invoke("Join", conversation, version, Object.fromEntries(drafts));
  await handled;
  print({ joined: joined.version });
}

async function leave() {
  isFollowing = false;
  await connection.invoke("Leave", conversation);
  print({ left: true });
}

function show() {
  print({ held: { version, messages: [...messages.values()].sort((one, other) => one.seq - other.seq), faults } });
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await connection.start();
print({ connected: true });
for await (const command of createInterface({ input: process.stdin })) {
  await { join, leave, show }[command]();
}
await connection.stop();
