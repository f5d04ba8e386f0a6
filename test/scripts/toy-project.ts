// A folder that looks like this project to `scripts/bootstrap.mjs`, with an npm of its own that records its calls.
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const SCRIPTS = join(import.meta.dirname, "..", "..", "scripts");

/** Writes what npm writes last, from the lockfile; takes a moment, so that two at once would overlap. */
const NPM = `#!/bin/sh
echo "$@" >> npm-calls
[ -e npm-fails ] && { echo "no such package" >&2; exit 1; }
sleep 0.3
for arch in x64 arm64; do
  mkdir -p node_modules/node-linux-$arch/bin
  ln -sf "$TOY_NODE" node_modules/node-linux-$arch/bin/node
done
sed '/"other-machine"/d' package-lock.json > node_modules/.package-lock.json
`;

export interface ToyRun {
  readonly child: ChildProcess;
  /** Both streams so far. */
  printed(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

export interface ToyProject {
  readonly root: string;
  /** The arguments of each call of npm, in order. */
  npmCalls(): string[];
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Runs the bootstrap; `env` overrides. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): ToyRun;
  discard(): void;
}

export function toyProject(): ToyProject {
  const root = mkdtempSync(join(tmpdir(), "countersign-toy-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  cpSync(join(SCRIPTS, "bootstrap.mjs"), join(root, "scripts", "bootstrap.mjs"));
  cpSync(join(SCRIPTS, "bootstrap"), join(root, "scripts", "bootstrap"), { recursive: true });
  write("package.json", JSON.stringify({ type: "module", dependencies: { left: "1.0.0" } }));
  write("package-lock.json", lockfile({ left: "1.0.0" }));
  write("scripts/prepare.ts", "");
  write("bin/npm", NPM);
  chmodSync(join(root, "bin", "npm"), 0o755);
  symlinkSync(process.execPath, join(root, "bin", "node"));
  const running = new Set<ChildProcess>();

  return {
    root,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    npmCalls: () => {
      const path = join(root, "npm-calls");
      return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
    },
    run(args, env = {}) {
      const run = watch(
        spawn(process.execPath, [join(root, "scripts", "bootstrap.mjs"), ...args], {
          cwd: root,
          env: { ...toyEnv(root), ...env },
        }),
      );
      running.add(run.child);
      return run;
    },
    discard() {
      for (const child of running) child.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A lockfile of one package per line, so that the toy npm can leave out the one for another machine. */
export function lockfile(versions: Readonly<Record<string, string>>): string {
  const own = JSON.stringify({ dependencies: { left: "1.0.0" } });
  const lines = Object.entries(versions).map(
    ([name, version]) =>
      `"node_modules/${name}": {"version": "${version}", "integrity": "sha512-${name}-${version}"}`,
  );
  return `{"packages": {\n"": ${own},\n"other-machine": {"version": "1.0.0", "optional": true},\n${lines.join(",\n")}\n}}\n`;
}

/** The environment of a terminal: none of what npm and vitest add to ours. */
export function toyEnv(root: string): NodeJS.ProcessEnv {
  return {
    PATH: [join(root, "bin"), process.env.PATH ?? ""].join(delimiter),
    TOY_NODE: process.execPath,
    NODE_ENV: "development",
  };
}

export function watch(child: ChildProcess): ToyRun {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  return { child, printed: () => text, ended };
}

/** True while a process runs; one that has ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  if (!existsSync("/proc/self/stat")) return true;
  try {
    const text = readFileSync(stat, "utf8");
    return text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
}
