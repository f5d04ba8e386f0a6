// What compose.yaml says of the services that run our image: https://docs.docker.com/reference/compose-file/
import { parse } from "yaml";

export interface ComposeService {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How long it may take to end before it is killed. */
  readonly stopGraceMs: number;
  /** Folders of the container that lie on a volume. */
  readonly volumes: readonly string[];
}

interface RawService {
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
}

type Variables = Readonly<Record<string, string>>;

/**
 * The services that are built here, in their order.
 * @param variables what .env or the environment would give
 * @throws Error with the file's own words where a required one is missing
 */
export function readOwnServices(text: string, variables: Variables): readonly ComposeService[] {
  const file = parse(text, { merge: true }) as { services: Readonly<Record<string, RawService>> };
  return Object.entries(file.services)
    .filter(([, { build }]) => build !== undefined)
    .map(([name, raw]) => ({
      name,
      environment: Object.fromEntries(
        Object.entries(raw.environment ?? {}).map(([key, value]) => [key, fill(String(value), variables)]),
      ),
      // As Docker has it where nothing is said.
      stopGraceMs: Number(/^(\d+)s$/.exec(raw.stop_grace_period ?? "10s")?.[1]) * 1_000,
      volumes: (raw.volumes ?? []).map((volume) => volume.split(":")[1] ?? ""),
    }));
}

/** `${NAME}`, `${NAME:-otherwise}` and `${NAME:?what is missing}`; an empty value counts as missing. */
function fill(text: string, variables: Variables): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, how = "-", words = "") => {
    const value = variables[name] ?? "";
    if (value === "" && how === "?") throw new Error(`${name} is missing: ${words}`);
    return value || words;
  });
}
