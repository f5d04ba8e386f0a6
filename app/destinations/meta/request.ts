// The request that carries events to Meta's Conversions API, apart from the token, which travels in a header.
// https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api
import type { SendSettings } from "../kit/destination.ts";
import { GRAPH_API_VERSION } from "./api-version.ts";
import type { MetaEvent } from "./meta-event.ts";

/** The JSON of one post. */
export interface MetaRequestBody {
  readonly data: readonly MetaEvent[];
  /** Shows the events under Test events in Meta's Events Manager, too. */
  readonly test_event_code?: string;
  readonly partner_agent: string;
}

export interface MetaRequest {
  /** From the Graph API's origin on. */
  readonly path: string;
  readonly body: MetaRequestBody;
}

/** @param settings `externalId` is the Meta dataset (pixel) id */
export function metaRequest(
  events: readonly MetaEvent[],
  settings: Pick<SendSettings, "externalId" | "testEventCode">,
): MetaRequest {
  return {
    path: `/${GRAPH_API_VERSION}/${encodeURIComponent(settings.externalId)}/events`,
    body: {
      data: events,
      ...(settings.testEventCode ? { test_event_code: settings.testEventCode } : {}),
      partner_agent: "countersign",
    },
  };
}
