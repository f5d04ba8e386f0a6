// What can be done to the world, as commands: the page's forms, the JSON addresses and the command line all run these.
import { z } from "zod";

export interface CommandResult {
  /** What happened, in sentences, for a person. */
  readonly text: string;
  /** The same for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One thing to say or to choose; for help texts. */
export interface CommandField {
  readonly name: string;
  readonly text: string;
  readonly choices: readonly string[] | null;
  /** As text; null where it must be given. */
  readonly fallback: string | null;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly fields: readonly CommandField[];
  /** @throws CommandError with a sentence, where it was not understood or cannot be done */
  run(given: unknown): Promise<CommandResult>;
}

/** A mistake of whoever gave the command. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Text from a form or a command line, or the number itself. */
export const number = (least: number, most: number) => z.coerce.number().min(least).max(most);
export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** `on`, `yes`, `true`, `1` and their opposites. */
export const flag = z.union([z.boolean(), z.stringbool()]).default(false);

export function defineCommand<Shape extends z.ZodRawShape>(
  name: string,
  summary: string,
  shape: Shape,
  act: (input: z.output<z.ZodObject<Shape>>) => Promise<CommandResult> | CommandResult,
): Command {
  const schema = z.strictObject(shape);
  return {
    name,
    summary,
    fields: fieldsOf(schema),
    async run(given) {
      const parsed = schema.safeParse(given ?? {});
      if (!parsed.success) throw new CommandError(wordsOf(name, parsed.error));
      return act(parsed.data as z.output<z.ZodObject<Shape>>);
    },
  };
}

interface JsonProperty {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

function fieldsOf(schema: z.ZodType): readonly CommandField[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const required = new Set(json.required ?? []);
  return Object.entries((json.properties ?? {}) as Record<string, JsonProperty>).map(([name, property]) => ({
    name,
    text: property.description ?? "",
    choices: property.enum ?? null,
    fallback: required.has(name) ? null : String(property.default ?? "off"),
  }));
}

function wordsOf(name: string, { issues }: z.ZodError): string {
  const words = issues.map((issue) => {
    const where = issue.path.join(".");
    if (issue.code === "invalid_value") return `${where} is one of ${issue.values.join(", ")}`;
    if (issue.code === "unrecognized_keys") return `There is no ${issue.keys.join(", ")}`;
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  });
  return `${name} was not understood. ${words.join(". ")}.`;
}
