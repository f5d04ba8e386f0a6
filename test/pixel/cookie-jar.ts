// `document.cookie` of one page, as far as a script can tell: what may be set where, and what is read back.

// Enough of the public suffix list for the hosts of these tests. https://publicsuffix.org/list/
const PUBLIC_SUFFIXES = ["com", "example", "uk", "co.uk", "myshopify.com"];

export interface Cookie {
  readonly value: string;
  /** Without the leading dot; null for a cookie of this host alone. */
  readonly domain: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export class CookieJar {
  readonly #host: string;
  readonly #cookies = new Map<string, Cookie>();
  /** Names that were read, in order. */
  readonly reads: string[] = [];

  constructor(host: string, cookies: Readonly<Record<string, string>>) {
    this.#host = host;
    for (const [name, value] of Object.entries(cookies))
      this.#cookies.set(name, { value, domain: null, attributes: {} });
  }

  /** As `browser.cookie.get(name)`: the empty string where there is none. */
  get(name: string): string {
    this.reads.push(name);
    return this.#cookies.get(name)?.value ?? "";
  }

  /** As an assignment to `document.cookie`: a domain that the page may not set is ignored without a word. */
  set(text: string): void {
    const [pair = "", ...rest] = text.split(";").map((part) => part.trim());
    const attributes = Object.fromEntries(
      rest.map((part) => {
        const [name = "", value = ""] = part.split("=");
        return [name.toLowerCase(), value];
      }),
    );
    const domain = attributes.domain?.replace(/^\./, "") ?? null;
    if (domain !== null && !this.#mayUse(domain)) return;
    const at = pair.indexOf("=");
    this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), domain, attributes });
  }

  cookie(name: string): Cookie | null {
    return this.#cookies.get(name) ?? null;
  }

  #mayUse(domain: string): boolean {
    const within = this.#host === domain || this.#host.endsWith(`.${domain}`);
    return within && !PUBLIC_SUFFIXES.includes(domain);
  }
}
