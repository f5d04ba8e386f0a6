import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerRelay } from "../ingest/answer-relay.server.ts";

/** Where the storefront's pixel posts. `server.ts` answers it before Remix is asked; this route is for every other server. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { status, headers, body } = await answerRelay(context.services, {
    method: request.method,
    forwardedFor: request.headers.get("x-forwarded-for"),
    userAgent: request.headers.get("user-agent"),
    remoteAddress: context.remoteAddress,
    body: () => request.text(),
  });
  return new Response(body, { status, headers });
}

/** Preflight; a GET is told what to do. */
export const loader = (args: LoaderFunctionArgs) => action(args);
