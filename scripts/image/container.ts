// A process as a container of the image would run it: from the image's files alone, as the image's user, with the image's and the
// service's environment and nothing of ours.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ComposeService } from "./compose-file.ts";
import type { ImageTree } from "./image-tree.ts";

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  /** What it printed, both streams in order. */
  readonly printed: string;
}

export interface Container {
  readonly name: string;
  readonly origin: string;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  printed(): string;
  /** Runs another program in it, as `docker exec` does. */
  exec(command: readonly string[]): Promise<Ended>;
  signal(name: NodeJS.Signals): void;
  /** Whether any process of it is left. */
  isLeft(): boolean;
}

const running = new Set<ChildProcess>();

/** Ends all at once, for a run that is over. */
export async function endContainers(): Promise<void> {
  const ended = [...running].map((child) => once(child, "close"));
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(ended);
}

/** @param port of this machine, in place of the container's own */
export function startContainer(tree: ImageTree, service: ComposeService, port: number): Container {
  const { settings } = tree;
  const environment = insideOf(tree, service, {
    ...settings.env,
    ...service.environment,
    HOST: "127.0.0.1",
    PORT: String(port),
  });
  const main = startProgram(tree, settings.command, environment);
  return {
    name: service.name,
    origin: `http://127.0.0.1:${port}`,
    ended: main.ended,
    printed: main.printed,
    exec: (command) => startProgram(tree, command, environment).ended,
    signal: (name) => main.child.kill(name),
    isLeft: () => {
      try {
        process.kill(-(main.child.pid ?? 0), 0);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Folders of the container as they are called on this machine. */
function insideOf(tree: ImageTree, service: ComposeService, environment: Readonly<Record<string, string>>) {
  const folders = [...service.volumes, ...(tree.settings.env.PATH ?? "").split(":")];
  const isInside = (value: string) =>
    folders.some((folder) => value === folder || value.startsWith(`${folder}/`));
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      isInside(value) ? join(tree.root, value) : value,
    ]),
  );
}

function startProgram(
  { root, settings }: ImageTree,
  [program = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  const isRoot = process.getuid?.() === 0;
  const child = spawn(join(environment.PATH ?? "", program), args, {
    cwd: join(root, settings.workdir),
    // Its type asks for NODE_ENV, which the image has or has not.
    env: environment as NodeJS.ProcessEnv,
    // A group of its own, by which what it leaves behind is found.
    detached: true,
    // The channel ends a server when this process is gone, however it ends.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    ...(isRoot ? settings.user : {}),
  });
  running.add(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]): Ended => {
    running.delete(child);
    return { code: code ?? signal, printed };
  });
  return { child, ended, printed: () => printed };
}
