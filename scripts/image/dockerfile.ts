// Reads what our Dockerfile uses of the format: https://docs.docker.com/reference/dockerfile/

export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  /** `--from=build` as `from: "build"`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, as written. */
  readonly text: string;
}

export interface Stage {
  readonly base: string;
  /** Empty where it has none. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** How a process of the image is started, watched and stopped. */
export interface ImageSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly port: number;
  readonly stopSignal: NodeJS.Signals;
  readonly healthcheck: readonly string[];
  readonly command: readonly string[];
}

/** Stages in their order; the last one is the image. @throws Error for a line before the first FROM */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === "FROM") {
      const [base = "", , name = ""] = instruction.text.split(/\s+/);
      stages.push({ base, name, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`The Dockerfile begins with ${instruction.keyword} instead of FROM.`);
    stage.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const whole = lines.join("\n").replaceAll(/\\\n\s*/g, "");
  return whole.split("\n").map((line) => {
    const [, keyword = "", rest = ""] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    const flags: Record<string, string> = {};
    let left = rest;
    for (let flag = FLAG.exec(left); flag !== null; flag = FLAG.exec(left)) {
      flags[flag[1] ?? ""] = flag[2] ?? "";
      left = left.slice(flag[0].length);
    }
    return { keyword: keyword.toUpperCase(), flags, text: left };
  });
}
const FLAG = /^--([a-z-]+)=(\S+)\s+/;

/** @throws Error where the stage does not say what a container needs, or says it in a form that starts a shell */
export function settingsOf(stage: Stage): ImageSettings {
  const all = (keyword: string) => stage.instructions.filter((one) => one.keyword === keyword);
  const last = (keyword: string) => {
    const found = all(keyword).at(-1)?.text;
    if (found === undefined) throw new Error(`The image has no ${keyword}.`);
    return found;
  };
  const [uid = Number.NaN, gid = Number.NaN] = last("USER").split(":").map(Number);
  if (!(uid > 0 && gid > 0))
    throw new Error("USER must be two numbers that are not root's, like 65532:65532.");
  return {
    env: Object.fromEntries(all("ENV").map(({ text }) => assignment(text))),
    workdir: last("WORKDIR"),
    user: { uid, gid },
    port: Number(last("EXPOSE")),
    stopSignal: last("STOPSIGNAL") as NodeJS.Signals,
    healthcheck: execForm("HEALTHCHECK", last("HEALTHCHECK").replace(/^CMD\s+/, "")),
    command: execForm("CMD", last("CMD")),
  };
}

/** Of a shell that stands between, signals would not reach the program. */
function execForm(keyword: string, text: string): readonly string[] {
  if (!text.startsWith("["))
    throw new Error(`${keyword} must be a JSON array, so that no shell stands between.`);
  return JSON.parse(text) as string[];
}

function assignment(text: string): [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1).replace(/^"(.*)"$/, "$1")];
}
