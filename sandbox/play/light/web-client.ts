// HTTP as a browser's network stack does it for the light buyer: kept connections, and `*.localhost` is this machine.
import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface WebRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface WebClient {
  /** Sends one request; redirects are the caller's. Rejects where nobody answers. */
  send(asked: WebRequest): Promise<WebAnswer>;
  /** Ends every connection, answered or not. */
  close(): void;
}

const LONGEST_ANSWER_MS = 20_000;

/** @throws Error, from `send`, for an address that is not on this machine */
export function createWebClient(): WebClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const closing = new AbortController();
  return {
    send: ({ url, method = "GET", headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const { hostname, host, port, pathname, search } = new URL(url);
        if (!/^(localhost|.+\.localhost|127(\.\d+){3})$/.test(hostname)) {
          reject(new Error(`A light buyer was sent to ${hostname}: nothing leaves the machine.`));
          return;
        }
        const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const outgoing = request(
          {
            agent,
            host: "127.0.0.1",
            port,
            method,
            path: pathname + search,
            headers: { ...headers, ...length, host },
            signal: closing.signal,
            timeout: LONGEST_ANSWER_MS,
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
            incoming.on("error", reject);
            incoming.on("end", () =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: incoming.headers,
                text: Buffer.concat(chunks).toString("utf8"),
              }),
            );
          },
        );
        outgoing.on("error", reject);
        outgoing.on("timeout", () => outgoing.destroy(new Error(`${host} did not answer.`)));
        outgoing.end(body);
      }),
    close() {
      closing.abort();
      agent.destroy();
    },
  };
}
