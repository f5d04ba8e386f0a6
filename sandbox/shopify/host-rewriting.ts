// Leads a browser from Shopify's hosts to the sandbox's, in what an app answers.
import { Transform } from "node:stream";

const SHOPIFY_CDN = "https://cdn.shopify.com";
const SHOPIFY_ADMIN = "https://admin.shopify.com";

/** Bodies whose text may name those hosts: documents, and the scripts that must agree with them when they hydrate. */
const REWRITTEN_TYPES = /^(text\/html|text\/javascript|application\/javascript)\b/;

/** Headers whose value is, or holds, an address that the browser or App Bridge goes to. */
const REWRITTEN_HEADERS = [
  "location",
  "link",
  "x-shopify-api-request-failure-reauthorize-url",
  "x-remix-redirect",
];

/** Whether a body of this content type is rewritten. */
export function isRewritten(contentType: string | undefined): boolean {
  return contentType !== undefined && REWRITTEN_TYPES.test(contentType);
}

/** Replaces Shopify's hosts in a whole text. */
export function rewriteHosts(text: string, adminOrigin: string): string {
  return text.replaceAll(SHOPIFY_CDN, `${adminOrigin}/cdn`).replaceAll(SHOPIFY_ADMIN, adminOrigin);
}

/** One header's value as the browser shall see it; `name` in lower case. */
export function rewriteHeader(name: string, value: string, adminOrigin: string): string {
  if (REWRITTEN_HEADERS.includes(name)) return rewriteHosts(value, adminOrigin);
  if (name !== "content-security-policy") return value;
  return value.replace(/frame-ancestors (?!'none')/, `frame-ancestors ${adminOrigin} `);
}

/** A stream that replaces Shopify's hosts, also where a chunk ends inside one. */
export function hostRewritingStream(adminOrigin: string): Transform {
  const longest = Math.max(SHOPIFY_CDN.length, SHOPIFY_ADMIN.length);
  let held = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // latin1 keeps every byte as it is, so a chunk may also end inside a UTF-8 character.
      const text = rewriteHosts(held + chunk.toString("latin1"), adminOrigin);
      const keep = unfinishedHost(text, longest);
      held = text.slice(text.length - keep);
      done(null, Buffer.from(text.slice(0, text.length - keep), "latin1"));
    },
    flush(done) {
      done(null, Buffer.from(held, "latin1"));
    },
  });
}

/** How many characters at the end may be the beginning of a host that goes on in the next chunk. */
function unfinishedHost(text: string, longest: number): number {
  for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (SHOPIFY_CDN.startsWith(end) || SHOPIFY_ADMIN.startsWith(end)) return length;
  }
  return 0;
}
