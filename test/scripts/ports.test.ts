import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { isPortFree, offerPorts } from "../../scripts/ports.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => {
    server.listen({ port: 0, host }, () => resolve((server.address() as { port: number }).port));
  });
}

test.each([
  { name: "free ports are given as wished", busy: [], want: { app: 4310, meta: 4311 }, said: [] },
  {
    name: "a busy port is named, and the next free one taken",
    busy: [4311],
    want: { app: 4310, meta: 4312 },
    said: ["Port 4311 (meta) is busy; taking 4312 instead.\n"],
  },
  {
    name: "a replacement leaves the port that another name wished for",
    busy: [4310, 4312],
    want: { app: 4313, meta: 4311 },
    said: ["Port 4310 (app) is busy; taking 4313 instead.\n"],
  },
])("$name", async ({ busy, want, said }) => {
  const heard: string[] = [];
  const given = await offerPorts(
    { app: 4310, meta: 4311 },
    (text) => heard.push(text),
    async (port) => !(busy as number[]).includes(port),
  );
  expect(given).toEqual(want);
  expect(heard).toEqual(said);
});

test("says which ports it tried when all are busy", async () => {
  await expect(
    offerPorts(
      { app: 4310 },
      () => {},
      async () => false,
    ),
  ).rejects.toThrow("Ports 4310 to 4510 are all busy (app).");
});

test.each(["127.0.0.1", "0.0.0.0"])("a server on %s makes its port busy", async (host) => {
  expect(await isPortFree(await listen(host))).toBe(false);
});

test("a port that nobody listens on is free", async () => {
  const port = await listen("127.0.0.1");
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});
