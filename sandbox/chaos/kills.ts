// Where processes are killed, as data: each moment is one at which something was promised and not yet kept.

export const KILL_KEYS = [
  "worker_before_post",
  "worker_after_post",
  "worker_recording",
  "worker_anywhere",
  "web_acknowledging",
  "web_before_answer",
  "web_anywhere",
  "starting",
  "database_in_flight",
  "database_anywhere",
] as const;
export type KillKey = (typeof KILL_KEYS)[number];

export interface KillKind {
  readonly key: KillKey;
  readonly target: "web" | "worker" | "database";
  /** For the table. */
  readonly text: string;
  /** How often it is drawn, against the others. */
  readonly weight: number;
}

const kind = (key: KillKey, target: KillKind["target"], weight: number, text: string): KillKind => ({
  key,
  target,
  weight,
  text,
});

export const KILLS: Readonly<Record<KillKey, KillKind>> = {
  worker_before_post: kind(
    "worker_before_post",
    "worker",
    20,
    "worker, batch open, Meta has not heard of it",
  ),
  worker_after_post: kind("worker_after_post", "worker", 20, "worker, Meta has the batch, no answer yet"),
  worker_recording: kind("worker_recording", "worker", 14, "worker, Meta's answer in hand, recording it"),
  worker_anywhere: kind("worker_anywhere", "worker", 8, "worker, at any moment"),
  web_acknowledging: kind("web_acknowledging", "web", 14, "web, acknowledging a webhook"),
  web_before_answer: kind("web_before_answer", "web", 8, "web, acknowledged, Shopify has not heard it"),
  web_anywhere: kind("web_anywhere", "web", 5, "web, at any moment"),
  starting: kind("starting", "worker", 6, "web or worker, while it starts and migrates"),
  database_in_flight: kind("database_in_flight", "database", 4, "database, batches in flight"),
  database_anywhere: kind("database_anywhere", "database", 1, "database, at any moment"),
};
