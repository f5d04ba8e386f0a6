// The process's configuration: read once, by the entry, and passed on. Nothing else touches the environment.
import { z } from "zod";

const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/ })
    .refine((text) => URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, ""), {
      error: `an origin like ${example}, without a path`,
    })
    .transform((text) => (URL.canParse(text) ? new URL(text).origin : text));

const key = z.string().refine((text) => Buffer.from(text, "base64").length === 32, {
  error: "32 random bytes in base64",
});

/** Each variable with what it is for; the description is printed when the variable is missing or malformed. */
const VARIABLES = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .describe("PostgreSQL to keep everything in: postgresql://user:password@host:5432/database"),
  ENCRYPTION_KEY: key.describe(
    "32 random bytes in base64 that seal tokens and identities: openssl rand -base64 32",
  ),
  SHOPIFY_API_KEY: z.string().min(1).describe("client id of the app, from Shopify's developer dashboard"),
  SHOPIFY_API_SECRET: z
    .string()
    .min(1)
    .describe("client secret of the app, from Shopify's developer dashboard"),
  SHOPIFY_APP_URL: origin("https://app.example.com").describe(
    "origin at which Shopify and browsers reach the app",
  ),
  COUNTERSIGN_ROLE: z
    .enum(["all", "web", "worker"])
    .default("all")
    .describe("what this process does: web, worker, or all (both in one)"),
  HOST: z.string().min(1).default("0.0.0.0").describe("address to listen on"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe("port to listen on"),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(8)
    .default(1)
    .describe("how many proxies of yours stand before the app and add to X-Forwarded-For; 0 for none"),
  META_GRAPH_ORIGIN: origin("https://graph.facebook.com")
    .default("https://graph.facebook.com")
    .describe("where server events are sent"),
  META_PIXEL_ORIGIN: origin("https://www.facebook.com")
    .default("https://www.facebook.com")
    .describe("where browser signals are sent (the origin of /tr)"),
  FACTS_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600)
    .default(30)
    .describe("how long an order waits for its browser facts before it is sent without them"),
  FACTS_JOIN_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    // They are kept for 14 days.
    .max(13)
    .default(7)
    .describe("for how many days what a browser told can join an order"),
  LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(2)
    .max(600)
    .default(60)
    .describe("after how long a worker that has died loses the connection it held"),
  DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe("most connections of this process to the database for its hot paths"),
  RESTORE_WITNESS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      "file outside the database, by which a process notices at its start that the database was restored from a backup",
    ),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/)
    .default("")
    .describe("bearer token for /metrics, 16 characters or more; without one /metrics answers 404"),
  STOP_DELAY_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(120)
    .default(0)
    .describe(
      "how long it still serves after it was asked to stop, /readyz at 503, so that load balancers notice",
    ),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"])
    .default("info")
    .describe("how much is logged"),
} as const;

const EnvSchema = z.object(VARIABLES);
export type Env = z.infer<typeof EnvSchema>;

/** Names and purposes of all variables, in the order of `.env.example`. */
export const ENV_VARIABLES: readonly { name: string; purpose: string }[] = Object.entries(VARIABLES).map(
  ([name, schema]) => ({ name, purpose: schema.description ?? "" }),
);

/** A start that cannot go on because of its configuration; the message is meant for the operator. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * Parses the environment. Empty values count as absent.
 * @throws ConfigurationError that lists each bad variable with what it is for; never a value, which may be a secret.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = EnvSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const bad = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  const lines = bad.map((name) => {
    const purpose = ENV_VARIABLES.find((variable) => variable.name === name)?.purpose ?? "";
    return `  ${name} is ${given[name] === undefined ? "missing" : "malformed"}: ${purpose}`;
  });
  throw new ConfigurationError(`Countersign cannot start:\n${lines.join("\n")}\nSee .env.example.`);
}
