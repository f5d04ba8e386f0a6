// The processes of the app under `startService`, played by a toy that serves health and behaves as told.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startService } from "../../scripts/service.ts";
import { ROOT } from "../../scripts/tool.ts";
import { isRunning, watch } from "./toy-project.ts";

const DEADLINE = { timeout: 8_000, interval: 20 };

/** Like server.ts: ready after a moment, ends on SIGTERM and when its channel closes; `MOOD` makes it misbehave. */
const TOY_APP = `
  import { createServer } from "node:http";
  console.log("pid", process.pid);
  if (process.env.MOOD === "broken") { console.log("cannot find the database"); process.exit(3); }
  process.on("SIGTERM", () => {
    if (process.env.MOOD === "deaf") return;
    console.log("finished in order");
    process.exit(0);
  });
  process.once("disconnect", () => process.exit(0));
  let asked = 0;
  createServer((request, response) => {
    asked += 1;
    response.writeHead(request.url === "/readyz" && asked > 2 ? 200 : 503).end();
  }).listen(Number(process.env.PORT), "127.0.0.1");
`;

let folder: string;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-service-"));
  writeFileSync(join(folder, "toy-app.mjs"), TOY_APP);
  port = await freePort();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const log = () => join(folder, "app.log");

function start(mood = "") {
  return startService({
    name: "The toy",
    entry: relative(ROOT, join(folder, "toy-app.mjs")),
    env: { PORT: String(port), MOOD: mood },
    origin: `http://127.0.0.1:${port}`,
    logFile: log(),
    stopWithinMs: 300,
  });
}

test("waits until the app is ready, and lets it finish when it stops", async () => {
  const service = await start();
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  await service.stop();
  expect(await service.ended).toBe("ended with exit code 0");
  expect(readFileSync(log(), "utf8")).toContain("finished in order");
});

test("an app that ends instead is reported with the end of its log", async () => {
  await expect(start("broken")).rejects.toThrow(
    /The toy ended with exit code 3\.[\s\S]*cannot find the database/,
  );
});

test("an app that does not stop when asked is killed", async () => {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const service = await start("deaf");
  await service.stop();
  expect(await service.ended).toBe("was ended by SIGKILL");
  expect(isRunning(service.pid)).toBe(false);
  expect(said).toHaveBeenCalledWith("The toy did not stop in 0.3 s and was killed.\n");
  said.mockRestore();
});

test("the app ends within seconds when the process that started it is killed", async () => {
  const scripts = (name: string) => JSON.stringify(pathToFileURL(join(ROOT, "scripts", name)).href);
  writeFileSync(
    join(folder, "runner.ts"),
    `import { startService } from ${scripts("service.ts")};
     const service = await startService({ name: "The toy", entry: ${JSON.stringify(relative(ROOT, join(folder, "toy-app.mjs")))},
       env: { PORT: "${port}" }, origin: "http://127.0.0.1:${port}", logFile: ${JSON.stringify(log())} });
     console.log("up", service.pid);
     setInterval(() => {}, 1000);`,
  );
  const run = watch(
    spawn(process.execPath, [join(folder, "runner.ts")], { stdio: ["ignore", "pipe", "pipe"] }),
  );
  await vi.waitFor(() => expect(run.printed()).toContain("up "), DEADLINE);
  const pid = Number(/up (\d+)/.exec(run.printed())?.[1]);
  expect(isRunning(pid)).toBe(true);
  run.child.kill("SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), DEADLINE);
});
