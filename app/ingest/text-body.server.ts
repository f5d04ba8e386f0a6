// The whole body of a request as text.
import type { IncomingMessage } from "node:http";

/**
 * For requests whose announced length was checked; see `BODY_LIMITS` of the HTTP listener.
 * @throws when the client leaves before its body is here
 */
export function textBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    // Most bodies come in one piece.
    request.once("end", () =>
      resolve((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString("utf8")),
    );
    request.once("error", reject);
    request.once("close", () => {
      if (!request.complete) reject(new Error("the client left"));
    });
  });
}
