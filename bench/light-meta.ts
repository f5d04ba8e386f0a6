// A Meta that parses a batch and answers as Meta does, and no more: the strict one of the sandbox would be what is measured.
// `GET /arrivals` tells when each event came since the last time it was asked.
import { createServer, type IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";

/** Event ids and, beside them, the Unix milliseconds at which they had arrived. */
export interface Arrivals {
  readonly ids: readonly string[];
  readonly atMs: readonly number[];
}

let ids: string[] = [];
let atMs: number[] = [];
let posts = 0;

const server = createServer(async (request, response) => {
  const answer = (body: object): void => {
    response.writeHead(200, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
  };
  if (request.url === "/arrivals") {
    answer({ ids, atMs } satisfies Arrivals);
    ids = [];
    atMs = [];
    return;
  }
  if (request.method !== "POST") return answer({ ready: true });
  const { data } = JSON.parse(await textOf(request)) as { data: { event_id: string }[] };
  const now = performance.timeOrigin + performance.now();
  for (const event of data) {
    ids.push(event.event_id);
    atMs.push(now);
  }
  posts += 1;
  answer({ events_received: data.length, messages: [], fbtrace_id: `bench-${posts}` });
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

server.listen(Number(process.env.PORT), "127.0.0.1");
// It ends with the process that started it, and at once.
process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
