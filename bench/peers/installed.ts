// The packages that the product is compared with, installed into this folder when they are first needed.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const FOLDER = new URL("./", import.meta.url);
const require = createRequire(new URL("package.json", FOLDER));

/** Setters return the object itself. */
type Setters<Names extends string> = { readonly [Name in Names]: (value: unknown) => unknown };

/** The classes of `facebook-nodejs-business-sdk`, as far as its documentation builds an event from them. */
export interface BusinessSdk {
  readonly ServerEvent: new () => { normalize(): unknown } & Setters<
    | "setEventName"
    | "setEventTime"
    | "setEventId"
    | "setActionSource"
    | "setEventSourceUrl"
    | "setUserData"
    | "setCustomData"
  >;
  readonly UserData: new () => { normalize(): Readonly<Record<string, unknown>> } & Setters<
    | "setEmails"
    | "setPhones"
    | "setFirstNames"
    | "setLastNames"
    | "setGenders"
    | "setDatesOfBirth"
    | "setCities"
    | "setStates"
    | "setZips"
    | "setCountries"
    | "setExternalIds"
    | "setClientIpAddress"
    | "setClientUserAgent"
    | "setFbc"
    | "setFbp"
  >;
  readonly CustomData: new () => Setters<
    | "setValue"
    | "setCurrency"
    | "setContentType"
    | "setContentIds"
    | "setContents"
    | "setNumItems"
    | "setOrderId"
  >;
  readonly Content: new () => Setters<"setId" | "setQuantity" | "setItemPrice">;
}

/** `capi-param-builder-nodejs`: a digest with a mark of eight characters behind a dot, or null. */
export interface ParameterBuilder {
  getNormalizedAndHashedPII(value: string, type: string): string | null;
}

/** The user data of Segment's action; it is changed in place. */
export type SegmentUserData = { [Name in string]?: string | readonly string[] | null };

/** Segment's purchase action and the steps of its framework that stand before it. */
export interface Segment {
  readonly action: {
    readonly fields: unknown;
    /** Posts through the function that it is given, and answers what that answers. */
    perform(
      request: (url: string, options: { readonly json: unknown }) => unknown,
      data: { readonly payload: unknown; readonly settings: { readonly pixelId: string } },
    ): unknown;
  };
  /** Fills a mapping's paths from data. */
  readonly transform: (mapping: unknown, data: unknown) => unknown;
  /** Checks a payload against the action's fields, and turns values into their types. @throws where it does not fit */
  readonly validate: (payload: unknown) => void;
  /** Normalises and hashes user data, as the purchase action does. */
  readonly hashUserData: (payload: { user_data: SegmentUserData }) => Readonly<Record<string, unknown>>;
}

export interface Peers {
  readonly sdk: BusinessSdk;
  readonly builder: ParameterBuilder;
  readonly segment: Segment;
  /** By package name. */
  readonly versions: Readonly<Record<string, string>>;
}

export const SDK = "facebook-nodejs-business-sdk";
export const PARAMETER_BUILDER = "capi-param-builder-nodejs";
export const SEGMENT = "@segment/action-destinations";

/** @throws Error in words where npm cannot install them */
export async function loadPeers(say: (text: string) => void): Promise<Peers> {
  if (!isInstalled()) {
    say("Installing the packages to compare with …\n");
    await npmCi();
  }
  return {
    sdk: require(SDK),
    builder: new (require(PARAMETER_BUILDER).ParamBuilder)(),
    segment: loadSegment(),
    versions: Object.fromEntries(
      [SDK, PARAMETER_BUILDER, SEGMENT].map((name) => [name, require(`${name}/package.json`).version]),
    ),
  };
}

function loadSegment(): Segment {
  const { transform, fieldsToJsonSchema, validateSchema } = require("@segment/actions-core");
  const folder = `${SEGMENT}/dist/destinations/facebook-conversions-api`;
  const action = require(`${folder}/purchase`).default;
  const schema = fieldsToJsonSchema(action.fields);
  const options = { schemaKey: "purchase", exempt: ["dynamicAuthSettings"] };
  return {
    action,
    transform,
    validate: (payload) => validateSchema(payload, schema, options),
    hashUserData: require(`${folder}/fb-capi-user-data`).hash_user_data,
  };
}

type Lock = {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: true }>>;
};

/** npm writes its own lockfile last, so an installation that was cut off has none. */
function isInstalled(): boolean {
  const read = (path: string): Lock => JSON.parse(readFileSync(new URL(path, FOLDER), "utf8"));
  try {
    const installed = read("node_modules/.package-lock.json").packages;
    return Object.entries(read("package-lock.json").packages).every(
      ([path, { version, optional }]) =>
        path === "" || (optional && !installed[path]) || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

async function npmCi(): Promise<void> {
  const child = spawn("npm", ["ci", "--loglevel=error"], {
    cwd: FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32", // npm is a .cmd there, which only a shell starts
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`npm ci in bench/peers failed (exit ${code}).`);
}
