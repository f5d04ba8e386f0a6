import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerRelay, relayPreflight } from "../ingest/answer-relay.server.ts";

/** Preflight; a GET is told what to do. */
export function loader({ request }: LoaderFunctionArgs) {
  return relayPreflight(request);
}

/** The storefront's pixel posts here. */
export async function action({ request, context }: ActionFunctionArgs) {
  if (request.method === "OPTIONS") return relayPreflight(request);
  return answerRelay(context.services, request, context.remoteAddress);
}
