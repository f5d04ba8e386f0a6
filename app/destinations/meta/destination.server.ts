// Meta: the Conversions API and the pixel, as one destination.
import type { Destination } from "../kit/destination.ts";
import type { MetaEvent } from "./meta-event.ts";
import { planMetaEvent } from "./plan.ts";
import { estimateMatchQuality } from "./quality.ts";
import { checkEvent, encodeEvent, META_BATCH_LIMIT, metaTimeoutMs, sendToMeta } from "./send.server.ts";

export const meta: Destination<MetaEvent> = {
  key: "meta",
  batchLimit: META_BATCH_LIMIT,
  timeoutMs: metaTimeoutMs,
  plan: planMetaEvent,
  quality: (event) => Math.round(estimateMatchQuality(event.user_data).score * 10),
  encode: encodeEvent,
  send: sendToMeta,
  check: (settings, http, now) => sendToMeta([encodeEvent(checkEvent(now))], settings, http),
};
