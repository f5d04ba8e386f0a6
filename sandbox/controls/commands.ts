// The one list of commands, and what they have said so far.
import { stripVTControlCharacters } from "node:util";
import { clockCommands } from "./clock-commands.ts";
import { type Command, CommandError, type CommandResult } from "./command.ts";
import type { ControlParts } from "./control-parts.ts";
import { orderCommands } from "./order-commands.ts";
import { troubleCommands } from "./trouble-commands.ts";

/** One command that was given, and how it ended. */
export interface Said {
  readonly at: Date;
  readonly command: string;
  readonly worked: boolean;
  readonly text: string;
}

export interface Commands {
  readonly all: readonly Command[];
  /** Runs one and remembers what it said. @throws CommandError where it was not understood or cannot be done */
  run(name: string, given: unknown): Promise<CommandResult>;
  /** Newest first. */
  said(): readonly Said[];
  /** What a form gave the last time; empty before the first. */
  lastGiven(name: string): Readonly<Record<string, string>>;
}

/** Without the colours and the long log that the browser's driver adds below its first lines. */
function wordsOf(error: unknown): string {
  const words = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  return words.split("\nCall log:")[0] ?? words;
}

const MOST_REMEMBERED = 30;

export function createCommands(parts: ControlParts): Commands {
  const all = [...orderCommands(parts), ...troubleCommands(parts), ...clockCommands(parts)];
  const given = new Map<string, Readonly<Record<string, string>>>();
  let said: readonly Said[] = [];
  const remember = (command: string, worked: boolean, text: string) => {
    said = [{ at: new Date(), command, worked, text }, ...said].slice(0, MOST_REMEMBERED);
  };
  return {
    all,
    said: () => said,
    lastGiven: (name) => given.get(name) ?? {},
    async run(name, asked) {
      const texts = Object.entries(asked ?? {}).map(([key, value]) => [key, String(value)]);
      given.set(name, Object.fromEntries(texts) as Record<string, string>);
      try {
        const command = all.find((one) => one.name === name);
        if (command === undefined)
          throw new CommandError(
            `There is no command ${name}; there are ${all.map((one) => one.name).join(", ")}.`,
          );
        const result = await command.run(asked);
        remember(name, true, result.text);
        return result;
      } catch (error) {
        const text = wordsOf(error);
        remember(name, false, text);
        throw error instanceof CommandError ? error : new Error(text, { cause: error });
      }
    },
  };
}
