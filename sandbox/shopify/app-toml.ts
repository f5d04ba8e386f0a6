// Reads shopify.app.toml the way a deploy does: webhook subscriptions, scopes, name.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

/** Topics that only the toml or the dashboard may subscribe to. */
const COMPLIANCE_TOPICS = ["customers/data_request", "customers/redact", "shop/redact"] as const;

const Subscription = z.strictObject({
  topics: z.array(z.string().regex(/^[a-z_]+\/[a-z_]+$/)).optional(),
  compliance_topics: z.array(z.enum(COMPLIANCE_TOPICS)).optional(),
  uri: z.string().regex(/^(\/|https?:\/\/)/, "only relative and http addresses are delivered in the sandbox"),
  name: z.string().max(50).optional(),
  include_fields: z.array(z.string()).optional(),
});

const AppToml = z.object({
  name: z.string(),
  application_url: z.string(),
  access_scopes: z
    .object({
      scopes: z.string().optional(),
      required_scopes: z.array(z.string()).optional(),
      optional_scopes: z.array(z.string()).optional(),
    })
    .optional(),
  webhooks: z
    .object({ api_version: z.string(), subscriptions: z.array(Subscription).default([]) })
    .optional(),
});

/** One topic sent to one address. */
export interface WebhookSubscription {
  /** `orders/create`, or a compliance topic. */
  readonly topic: string;
  /** Relative to the app's URL, or absolute. */
  readonly uri: string;
  readonly name: string | null;
  /** Top-level keys to send; `null` sends all. */
  readonly includeFields: readonly string[] | null;
}

export interface DeployedApp {
  readonly name: string;
  /** Path of `application_url`, without a trailing slash; `""` for the root. */
  readonly rootPath: string;
  /** Scopes granted at install. */
  readonly scopes: readonly string[];
  readonly optionalScopes: readonly string[];
  /** `[webhooks] api_version`. */
  readonly webhookApiVersion: string;
  readonly subscriptions: readonly WebhookSubscription[];
}

/**
 * Reads the file as it is now, so that an edit counts without a restart. Throws when the file is missing, is not
 * TOML, or says something that Shopify (or the sandbox, for `filter`) would not take.
 */
export function readAppToml(path: string): DeployedApp {
  const parsed = AppToml.safeParse(parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const { access_scopes: access, webhooks } = parsed.data;
  const subscriptions = (webhooks?.subscriptions ?? []).flatMap((subscription) =>
    [...(subscription.topics ?? []), ...(subscription.compliance_topics ?? [])].map((topic) => ({
      topic,
      uri: subscription.uri,
      name: subscription.name ?? null,
      includeFields: subscription.include_fields ?? null,
    })),
  );
  refuseDoubles(path, subscriptions);
  return {
    name: parsed.data.name,
    rootPath: new URL(parsed.data.application_url, "https://app.invalid").pathname.replace(/\/$/, ""),
    scopes: access?.required_scopes ?? splitScopes(access?.scopes ?? ""),
    optionalScopes: access?.optional_scopes ?? [],
    webhookApiVersion: webhooks?.api_version ?? "unstable",
    subscriptions,
  };
}

/** Shopify wants topic and address to be unique, and a compliance topic to stand once. */
function refuseDoubles(path: string, subscriptions: readonly WebhookSubscription[]): void {
  const seen = new Set<string>();
  for (const { topic, uri } of subscriptions) {
    const isCompliance = COMPLIANCE_TOPICS.some((compliance) => compliance === topic);
    const key = isCompliance ? topic : `${topic} ${uri}`;
    if (seen.has(key)) throw new Error(`${path}: ${topic} is subscribed twice`);
    seen.add(key);
  }
}

/** `"a, b"` to `["a", "b"]`. */
export function splitScopes(scopes: string): string[] {
  return scopes.split(",").flatMap((scope) => scope.trim() || []);
}
