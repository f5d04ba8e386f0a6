// The reverse proxy in front of the app, in the place of the CLI's tunnel in real development.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { hostRewritingStream, isRewritten, rewriteHeader } from "./host-rewriting.ts";

/** Names a buyer's address in the sandbox, where every browser comes from the loopback; taken out on the way. */
export const CLIENT_IP_HEADER = "x-sandbox-client-ip";

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

export interface TunnelOptions {
  readonly host: string;
  /** 0 or left out: any free port. */
  readonly port?: number;
  /** Where the app listens; asked for each request, because the app may be restarted elsewhere. */
  readonly appOrigin: () => string;
  readonly adminOrigin: () => string;
}

export interface Tunnel {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts the proxy. It streams both ways, answers 502 when the app cannot be reached, and passes WebSockets through. */
export async function startTunnel(options: TunnelOptions): Promise<Tunnel> {
  const server = createServer((incoming, outgoing) => forward(options, incoming, outgoing));
  server.on("upgrade", (incoming, socket, head) => forwardUpgrade(options, incoming, socket, head));
  const sockets = trackSockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${options.host}:${port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function forward(options: TunnelOptions, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const upstream = request(new URL(incoming.url ?? "/", options.appOrigin()), {
    method: incoming.method ?? "GET",
    headers: upstreamHeaders(incoming),
    agent: false,
  });
  upstream.on("error", () => {
    if (outgoing.headersSent) outgoing.destroy();
    else
      outgoing
        .writeHead(502, { "content-type": "text/plain" })
        .end("The app is not reachable through the tunnel.\n");
  });
  upstream.on("response", (answer) => {
    const rewrites = isRewritten(answer.headers["content-type"]) && incoming.method !== "HEAD";
    outgoing.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      browserHeaders(answer, options.adminOrigin(), rewrites),
    );
    // A body that breaks off must break off for the browser too; the error itself has no other reader.
    const done = () => undefined;
    if (rewrites) pipeline(answer, hostRewritingStream(options.adminOrigin()), outgoing, done);
    else pipeline(answer, outgoing, done);
  });
  outgoing.on("close", () => upstream.destroy());
  pipeline(incoming, upstream, () => undefined);
}

function upstreamHeaders(incoming: IncomingMessage): IncomingHttpHeaders {
  const headers = { ...incoming.headers };
  const named = headers[CLIENT_IP_HEADER];
  const clientIp = typeof named === "string" ? named : (incoming.socket.remoteAddress ?? "127.0.0.1");
  const before = headers["x-forwarded-for"];
  for (const name of [...HOP_BY_HOP, CLIENT_IP_HEADER]) delete headers[name];
  return {
    ...headers,
    // A compressed body could not be rewritten.
    "accept-encoding": "identity",
    "x-forwarded-for": before === undefined ? clientIp : `${before}, ${clientIp}`,
    "x-forwarded-proto": "http",
    "x-forwarded-host": incoming.headers.host,
  };
}

/** Header pairs in their own spelling and order; several of one name stay several. */
function browserHeaders(answer: IncomingMessage, adminOrigin: string, rewrites: boolean): string[] {
  const dropped = rewrites ? [...HOP_BY_HOP, "content-length"] : HOP_BY_HOP;
  const pairs: string[] = [];
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] ?? "";
    const value = answer.rawHeaders[index + 1] ?? "";
    if (!dropped.includes(name.toLowerCase()))
      pairs.push(name, rewriteHeader(name.toLowerCase(), value, adminOrigin));
  }
  return pairs;
}

function forwardUpgrade(
  options: TunnelOptions,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const upstream = request(new URL(incoming.url ?? "/", options.appOrigin()), {
    headers: incoming.headers,
    agent: false,
  });
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
  upstream.on("upgrade", (answer, appSocket, appHead) => {
    const lines = [`HTTP/1.1 101 ${answer.statusMessage}`];
    for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
      lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
    }
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    socket.write(appHead);
    appSocket.write(head);
    pipeline(socket, appSocket, socket, () => undefined);
  });
  upstream.end();
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}
