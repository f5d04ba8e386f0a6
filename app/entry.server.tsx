// Renders documents on the server: the shell at once, the rest as it comes.
import { PassThrough } from "node:stream";
import {
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type HandleErrorFunction,
} from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { errorFields } from "./platform/logger.server.ts";

/** What is still missing after this is left out of the document. */
const ABORT_MS = 6_000;

/** Answers when the shell is ready; who cannot wait for the rest of a stream gets everything at once. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { services }: AppLoadContext,
): Promise<Response> {
  services.shopify.addDocumentResponseHeaders(request, headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  const ready = isbot(request.headers.get("user-agent")) ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let failed = false;
    let answered = false;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} />, {
      [ready]() {
        answered = true;
        const body = new PassThrough();
        resolve(
          new Response(createReadableStreamFromReadable(body), { headers, status: failed ? 500 : status }),
        );
        pipe(body);
      },
      onShellError: reject,
      onError(error: unknown) {
        failed = true;
        // What breaks before the shell is ready reaches `handleError` as a rejection.
        if (answered) services.log.error(errorFields(error), "page.render_failed");
      },
    });
    setTimeout(abort, ABORT_MS).unref();
  });
}

/** Loaders, actions and rendering that threw. The address is not logged: its query carries a session token. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted) return;
  const { log } = context.services;
  if (isRouteErrorResponse(error)) log.warn({ status: error.status, method: request.method }, "page.refused");
  else log.error({ ...errorFields(error), method: request.method }, "page.failed");
};
