// `npm run world -- <command> [--name value]`: the controls of a running demo. Without a command it says what there is.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CommandField } from "../sandbox/controls/command.ts";
import type { WorldState } from "../sandbox/controls/world-state.ts";
import { SANDBOX_HEADER } from "../sandbox/start-page.ts";
import { ROOT } from "./tool.ts";

interface Overview {
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly fields: readonly CommandField[];
  }[];
  readonly state: WorldState;
}

const NOT_RUNNING = "No demo is running. Start one in another terminal: npm run demo";

/** Addresses that demos have left in their data folders; those that a killed demo left do not answer. */
async function runningDemos(): Promise<readonly string[]> {
  const data = join(ROOT, "data");
  const folders = await readdir(data).catch(() => []);
  const left = await Promise.all(
    folders.map((name) => readFile(join(data, name, "address"), "utf8").catch(() => null)),
  );
  const found = left.filter((address) => address !== null).map((address) => address.trim());
  const answers = await Promise.all(
    found.map(async (address) => ((await isSandbox(address)) ? address : null)),
  );
  return answers.filter((address) => address !== null);
}

async function isSandbox(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.headers.has(SANDBOX_HEADER);
  } catch {
    return false;
  }
}

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

async function theDemo(named: string | undefined): Promise<string> {
  const running = named === undefined ? await runningDemos() : [new URL(named).origin];
  const [address, ...others] = running;
  if (address === undefined) stop(NOT_RUNNING);
  if (others.length > 0) stop(`Several demos run. Name one: --at ${running.join(" or --at ")}`);
  return address;
}

/** `--kind cod --reorder` as `{ kind: "cod", reorder: true }`; which names there are, the demo knows. */
function given(args: readonly string[]): {
  readonly at: string | undefined;
  readonly input: Record<string, string | true>;
} {
  const { tokens } = parseArgs({ args: [...args], strict: false, allowPositionals: true, tokens: true });
  const input: Record<string, string | true> = {};
  let open: string | null = null;
  for (const token of tokens) {
    if (token.kind === "option") {
      input[camelCase(token.name)] = token.value ?? true;
      open = token.value === undefined ? camelCase(token.name) : null;
    } else if (token.kind === "positional") {
      if (open === null) stop(`“${token.value}” belongs to no --name.`);
      input[open] = token.value;
      open = null;
    }
  }
  const { at, ...rest } = input;
  return { at: at === true ? undefined : at, input: rest };
}

/** `until-cleared` as `untilCleared`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

async function explain(address: string): Promise<void> {
  const { commands, state } = (await (await fetch(`${address}/_control`)).json()) as Overview;
  const lines = commands.flatMap(({ name, summary, fields }) => [
    `${name.padEnd(14)}${summary}`,
    ...fields.map(({ name: field, text, choices, fallback }) => {
      const words = [text, choices?.join(" | "), fallback === null ? "must be given" : `else ${fallback}`];
      const option = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return `  ${option.padEnd(18)}${words.filter(Boolean).join("; ")}`;
    }),
  ]);
  const { clock, meta, shops } = state;
  const now = shops.map(
    (shop) => `${shop.name}: ${shop.orders} orders; pixel ${shop.pixel}; webhooks: ${shop.webhooks}`,
  );
  process.stdout.write(
    `${[
      "Usage: npm run world -- <command> [--name value] [--at http://127.0.0.1:4310]",
      "",
      ...lines,
      "",
      ...now,
      `Meta: ${meta.purchases.counted} Purchases counted; token ${meta.token}; ${meta.faults.length} faults waiting`,
      `Clock: ${clock.now}`,
    ].join("\n")}\n`,
  );
}

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  const isCommand = command !== undefined && !command.startsWith("-") && command !== "help";
  const { at, input } = given(isCommand ? args : process.argv.slice(command === "help" ? 3 : 2));
  const address = await theDemo(at);
  if (!isCommand) return explain(address);
  const answer = await fetch(`${address}/_control/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const { text, error } = (await answer.json()) as { readonly text?: string; readonly error?: string };
  if (!answer.ok) stop(error ?? `The demo answered ${answer.status}.`);
  process.stdout.write(`${text}\n`);
}

await main();
