// First-party cookies of one browser: what the shop sets over HTTP and what scripts set through `document.cookie`.

interface Cookie {
  readonly value: string;
  readonly httpOnly: boolean;
}

export class CookieJar {
  readonly #host: string;
  readonly #cookies = new Map<string, Cookie>();

  /** `host`: the shop's name without a port. */
  constructor(host: string) {
    this.#host = host;
  }

  /** For the `Cookie` header; empty where there is none. */
  header(): string {
    return this.#pairs(() => true);
  }

  /** What scripts read as `document.cookie`. */
  document(): string {
    return this.#pairs(({ httpOnly }) => !httpOnly);
  }

  /** A cookie's value as scripts read it; the empty string where there is none. */
  value(name: string): string {
    const cookie = this.#cookies.get(name);
    return cookie === undefined || cookie.httpOnly ? "" : cookie.value;
  }

  /** An assignment to `document.cookie`, or one `Set-Cookie` header with `fromServer`. What a browser ignores is ignored. */
  set(text: string, fromServer = false): void {
    const [pair = "", ...rest] = text.split(";").map((part) => part.trim());
    const attributes = new Map(
      rest.map((part) => {
        const [name = "", value = ""] = part.split("=");
        return [name.toLowerCase(), value] as const;
      }),
    );
    const at = pair.indexOf("=");
    if (at < 1 || !this.#mayUse(attributes.get("domain"))) return;
    const name = pair.slice(0, at);
    const httpOnly = attributes.has("httponly");
    // A script neither makes nor replaces a cookie that is the server's alone.
    if (!fromServer && (httpOnly || this.#cookies.get(name)?.httpOnly === true)) return;
    if (attributes.get("max-age") === "0") this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(at + 1), httpOnly });
  }

  /** A single label (`.localhost`) is a public suffix: no page may set a cookie for all of it. */
  #mayUse(domain: string | undefined): boolean {
    if (domain === undefined || domain === "") return true;
    const bare = domain.replace(/^\./, "");
    return bare.includes(".") && (this.#host === bare || this.#host.endsWith(`.${bare}`));
  }

  #pairs(isShown: (cookie: Cookie) => boolean): string {
    return [...this.#cookies]
      .flatMap(([name, cookie]) => (isShown(cookie) ? [`${name}=${cookie.value}`] : []))
      .join("; ");
  }
}
